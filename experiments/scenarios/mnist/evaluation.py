"""How well a model reads digits it has not seen."""

from collections.abc import Callable
from dataclasses import asdict, dataclass

import torch
from torch import nn

from .digits import Digits
from .models import CLASSES
from .training import make_deterministic

_BATCH = 1000


@dataclass(frozen=True)
class ClassReport:
    """One digit's share of right answers, counted both ways."""

    label: str
    precision: float  # of the answers that named this digit, those that were right
    recall: float  # of the images of this digit, those that were found
    f1: float  # harmonic mean of the two
    support: int  # images of this digit


@dataclass(frozen=True)
class Evaluation:
    """A model's result on the test digits."""

    accuracy: float
    loss: float
    classes: list[ClassReport]
    confusion: list[list[int]]  # row: the digit shown; column: the answer

    def as_dict(self) -> dict[str, object]:
        """Return the result as plain values, ready for JSON."""
        return asdict(self)


def evaluate(
    model: Callable[[torch.Tensor], torch.Tensor], digits: Digits
) -> Evaluation:
    """Answer every digit once and count.

    `model` is what `train` or `restore` left, or whatever a tool loaded back,
    as long as it turns images into one score for each class.
    """
    make_deterministic()
    total, answers = 0.0, []
    with torch.no_grad():
        for images, labels in zip(
            digits.images.split(_BATCH), digits.labels.split(_BATCH)
        ):
            scores = model(images)
            total += nn.functional.cross_entropy(scores, labels, reduction="sum").item()
            answers.append(scores.argmax(dim=1))
    cells = digits.labels * CLASSES + torch.cat(answers)
    confusion = torch.bincount(cells, minlength=CLASSES**2).reshape(CLASSES, CLASSES)
    return Evaluation(
        accuracy=int(confusion.trace()) / len(digits),
        loss=total / len(digits),
        classes=[_class_report(confusion, digit) for digit in range(CLASSES)],
        confusion=confusion.tolist(),
    )


def _class_report(confusion: torch.Tensor, digit: int) -> ClassReport:
    right = int(confusion[digit, digit])
    support = int(confusion[digit].sum())
    precision = _share(right, int(confusion[:, digit].sum()))
    recall = _share(right, support)
    f1 = _share(2 * precision * recall, precision + recall)
    return ClassReport(str(digit), precision, recall, f1, support)


def _share(part: float, whole: float) -> float:
    """Divide; a share of nothing is 0, as for a digit that was never named."""
    return part / whole if whole else 0.0
