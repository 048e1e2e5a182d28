"""Training of the classifier, told to whoever looks on."""

from collections.abc import Callable
from dataclasses import asdict, dataclass

import torch

from scenarios import harness
from scenarios.learning import Adam, Epoch, make_deterministic

from .models import Classifier
from .reviews import Reviews

DECAY = 0.01  # of the weights in a step, times the rate; PyTorch's own for AdamW


@dataclass(frozen=True)
class Settings:
    """What a run of the scenario is given; every tool logs exactly these."""

    train_reviews: int
    test_reviews: int
    epochs: int
    batch_size: int
    learning_rate: float
    seed: int

    @classmethod
    def of_this_run(cls) -> "Settings":
        """Read the settings from the experiment's parameters and seed."""
        return cls(
            train_reviews=int(harness.parameter("train_reviews")),
            test_reviews=int(harness.parameter("test_reviews")),
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
    classifier: Classifier,
    reviews: Reviews,
    settings: Settings,
    on_epoch: Callable[[Epoch], None] = lambda epoch: None,
) -> list[Epoch]:
    """Train a classifier in place and tell `on_epoch` of each epoch as it ends.

    The network is left ready to answer, its dropout switched off.
    """
    make_deterministic()
    torch.manual_seed(settings.seed)  # dropout
    order = torch.Generator().manual_seed(settings.seed)
    ids, mask = classifier.encode(reviews.texts)
    labels = torch.tensor(reviews.labels)
    network = classifier.network
    optimizer = Adam(network.parameters(), settings.learning_rate, decay=DECAY)
    epochs = []
    for number in range(1, settings.epochs + 1):
        network.train()
        total = 0.0
        shuffled = torch.randperm(len(reviews), generator=order)
        for chosen in shuffled.split(settings.batch_size):
            optimizer.zero_grad()
            answer = network(
                input_ids=ids[chosen],
                attention_mask=mask[chosen],
                labels=labels[chosen],
            )
            answer.loss.backward()
            optimizer.step()
            total += answer.loss.item() * len(chosen)
        epochs.append(Epoch(number, total / len(reviews)))
        on_epoch(epochs[-1])
    network.eval()
    return epochs


# report:end train
