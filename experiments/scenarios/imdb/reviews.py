"""The labelled IMDB reviews, drawn evenly from both sentiments."""

import random
from dataclasses import dataclass

from scenarios import harness

SENTIMENTS = ["neg", "pos"]


@dataclass(frozen=True)
class Reviews:
    """Texts and their sentiments, as indices into SENTIMENTS."""

    texts: list[str]
    labels: list[int]

    def __len__(self) -> int:
        return len(self.labels)


def load(part: str, count: int, seed: int) -> Reviews:
    """Draw `count` reviews of the `train` or the `test` part, half of each sentiment."""
    draw = random.Random(seed)
    texts, labels = [], []
    for label, sentiment in enumerate(SENTIMENTS):
        folder = harness.data("imdb") / "aclImdb" / part / sentiment
        # Sorted, because a folder's own order differs between file systems.
        files = sorted(folder.glob("*.txt"))
        for file in draw.sample(files, count // len(SENTIMENTS)):
            texts.append(file.read_text(encoding="utf-8"))
            labels.append(label)
    return Reviews(texts, labels)
