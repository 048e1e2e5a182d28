"""Counts what a classifier got right, for each class and altogether."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import torch
from torch import nn


@dataclass(frozen=True)
class ClassReport:
    """One class's share of right answers, counted both ways."""

    label: str
    precision: float  # of the answers that named this class, those that were right
    recall: float  # of the examples of this class, those that were found
    f1: float  # harmonic mean of the two
    support: int  # examples of this class


@dataclass(frozen=True)
class Evaluation:
    """A model's result on examples that it has not seen."""

    accuracy: float
    loss: float
    classes: list[ClassReport]
    confusion: list[list[int]]  # row: the class shown; column: the answer

    def as_dict(self) -> dict[str, object]:
        """Return the result as plain values, ready for JSON."""
        return asdict(self)


def tally(
    scores: torch.Tensor, labels: torch.Tensor, names: Sequence[str]
) -> Evaluation:
    """Compare each example's best score with its label."""
    count = len(names)
    cells = labels * count + scores.argmax(dim=1)
    confusion = torch.bincount(cells, minlength=count**2).reshape(count, count)
    return Evaluation(
        accuracy=int(confusion.trace()) / len(labels),
        loss=nn.functional.cross_entropy(scores.double(), labels).item(),
        classes=[_report(confusion, i, name) for i, name in enumerate(names)],
        confusion=confusion.tolist(),
    )


def _report(confusion: torch.Tensor, index: int, name: str) -> ClassReport:
    right = int(confusion[index, index])
    support = int(confusion[index].sum())
    precision = _share(right, int(confusion[:, index].sum()))
    recall = _share(right, support)
    f1 = _share(2 * precision * recall, precision + recall)
    return ClassReport(name, precision, recall, f1, support)


def _share(part: float, whole: float) -> float:
    """Divide; a share of nothing is 0, as for a class that was never named."""
    return part / whole if whole else 0.0
