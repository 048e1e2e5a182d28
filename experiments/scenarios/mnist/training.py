"""Training of one model, told to whoever looks on."""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass

import torch
from torch import nn

from scenarios import harness
from scenarios.learning import Adam, Epoch, make_deterministic

from .digits import Digits


@dataclass(frozen=True)
class Settings:
    """What a run of the scenario is given; every tool logs exactly these."""

    train_images: int
    test_images: int
    epochs: int
    batch_size: int
    learning_rate: float
    seed: int

    @classmethod
    def of_this_run(cls) -> "Settings":
        """Read the settings from the experiment's parameters and seed."""
        return cls(
            train_images=int(harness.parameter("train_images")),
            test_images=int(harness.parameter("test_images")),
            epochs=int(harness.parameter("epochs")),
            batch_size=int(harness.parameter("batch_size")),
            learning_rate=float(harness.parameter("learning_rate")),
            seed=harness.seed(),
        )

    def as_dict(self) -> dict[str, int | float]:
        """Return the settings by name."""
        return asdict(self)


# report:begin train
def train(
    model: nn.Module,
    digits: Digits,
    settings: Settings,
    on_epoch: Callable[[Epoch], None] = lambda epoch: None,
) -> list[Epoch]:
    """Train a model in place and tell `on_epoch` of each epoch as it ends.

    The model is left ready to answer, its dropout switched off.
    """
    make_deterministic()
    torch.manual_seed(settings.seed)  # dropout
    order = torch.Generator().manual_seed(settings.seed)
    model.to(memory_format=torch.channels_last)  # convolutions are quicker so
    optimizer = Adam(model.parameters(), settings.learning_rate)
    epochs = []
    for number in range(1, settings.epochs + 1):
        model.train()
        total = 0.0
        for images, labels in _batches(digits, settings.batch_size, order):
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(model(images), labels)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(labels)
        epochs.append(Epoch(number, total / len(digits)))
        on_epoch(epochs[-1])
    model.to(memory_format=torch.contiguous_format)
    model.eval()
    return epochs


# report:end train


def _batches(
    digits: Digits, size: int, order: torch.Generator
) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
    """Yield the digits in a new order; the tensors fit in memory, so no loader."""
    for chosen in torch.randperm(len(digits), generator=order).split(size):
        yield digits.images[chosen], digits.labels[chosen]
