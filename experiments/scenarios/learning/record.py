"""Hands a scenario's results to the runner, under the same names for every tool."""

from collections.abc import Iterable
from dataclasses import dataclass

import torch

from scenarios import harness

from .evaluation import Evaluation


@dataclass(frozen=True)
class Epoch:
    """One pass over the training examples, numbered from 1."""

    number: int
    loss: float


def record_training(model: str, epochs: Iterable[Epoch]) -> None:
    """Keep the loss of each epoch as a curve."""
    for epoch in epochs:
        print(f"{model}: epoch {epoch.number}: loss {epoch.loss:.4f}")
        harness.metric("train_loss", epoch.loss, step=epoch.number, model=model)


def record_evaluation(model: str, evaluation: Evaluation) -> None:
    """Keep accuracy, loss and the report of each class, and the whole as a file."""
    print(f"{model}: accuracy {evaluation.accuracy:.4f}, loss {evaluation.loss:.4f}")
    harness.metric("test_accuracy", evaluation.accuracy, model=model)
    harness.metric("test_loss", evaluation.loss, model=model)
    for report in evaluation.classes:
        labels = {"model": model, "class": report.label}
        harness.metric("precision", report.precision, **labels)
        harness.metric("recall", report.recall, **labels)
        harness.metric("f1", report.f1, **labels)
        harness.metric("support", report.support, **labels)
    harness.keep(f"{model}.json", evaluation.as_dict())


def record_machine() -> None:
    """Keep what decides how sums are rounded: threads and the CPU's instructions.

    Two runs may be expected to agree to the last digit only where these agree.
    """
    capability = torch.backends.cpu.get_cpu_capability()
    harness.metric("torch_threads", torch.get_num_threads(), "threads")
    harness.metric("torch_interop_threads", torch.get_num_interop_threads(), "threads")
    harness.metric("cpu_capability", 1, capability=capability)
