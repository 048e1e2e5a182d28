"""MNIST as tensors, read from the files that the data set is published in."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from scenarios import harness

# The third and fourth byte of an IDX file say what it holds: 8 is unsigned
# bytes, followed by the number of dimensions.
_UNSIGNED_BYTES = 8


@dataclass(frozen=True)
class Digits:
    """Images in the range 0 to 1, shaped (n, 1, 28, 28), and their labels."""

    images: torch.Tensor
    labels: torch.Tensor

    def __len__(self) -> int:
        return len(self.labels)

    def first(self, count: int) -> "Digits":
        """Return the first `count` digits, in the order of the files."""
        return Digits(self.images[:count], self.labels[:count])


def load(part: str, count: int) -> Digits:
    """Load the first `count` digits of the `train` or the `test` part."""
    prefix = {"train": "mnist-train", "test": "mnist-test"}[part]
    images = _read_idx(harness.data(prefix + "-images"), dimensions=3)
    labels = _read_idx(harness.data(prefix + "-labels"), dimensions=1)
    if not 0 < count <= len(labels) or len(images) != len(labels):
        raise ValueError(
            f"{count} digits asked of the {part} part, which has "
            f"{len(images)} images and {len(labels)} labels"
        )
    scaled = torch.from_numpy(images[:count].astype(np.float32) / 255)
    return Digits(
        scaled.unsqueeze(1), torch.from_numpy(labels[:count].astype(np.int64))
    )


def _read_idx(path: Path, dimensions: int) -> np.ndarray:
    """Read an IDX file: a magic number, the sizes as big-endian, the bytes."""
    content = path.read_bytes()
    header = 4 + 4 * dimensions
    if content[:4] != bytes([0, 0, _UNSIGNED_BYTES, dimensions]):
        raise ValueError(f"{path} is not an IDX file of {dimensions} dimensions")
    sizes = np.frombuffer(content[4:header], dtype=">u4").astype(int)
    return np.frombuffer(content, dtype=np.uint8, offset=header).reshape(sizes)
