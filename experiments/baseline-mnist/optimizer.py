"""Holds the scenarios' optimizer against PyTorch's own, to the last digit."""

import sys
from collections.abc import Callable

import torch
from torch import nn

from scenarios import harness, mnist
from scenarios.learning import Adam, make_deterministic

BATCHES = 20
DECAY = 0.01

settings = mnist.Settings.of_this_run()
digits = mnist.load("train", BATCHES * settings.batch_size)
make_deterministic()


def weights(optimizer_of: Callable) -> dict[str, torch.Tensor]:
    """Train for a few batches with an optimizer; returns what it made of the weights."""
    model = mnist.build("CNN_Model", settings.seed).to(
        memory_format=torch.channels_last
    )
    optimizer = optimizer_of(model.parameters())
    for images, labels in zip(
        digits.images.split(settings.batch_size),
        digits.labels.split(settings.batch_size),
    ):
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(images), labels).backward()
        optimizer.step()
    return model.state_dict()


def gap(one: dict[str, torch.Tensor], other: dict[str, torch.Tensor]) -> float:
    """Return the largest difference between two sets of weights."""
    return max(float((one[name] - other[name]).abs().max()) for name in one)


rate = settings.learning_rate
plain = weights(lambda of: Adam(of, rate))
decayed = weights(lambda of: Adam(of, rate, DECAY))
gaps = {
    "Adam": gap(plain, weights(lambda of: torch.optim.Adam(of, rate, fused=True))),
    "AdamW": gap(
        decayed,
        weights(
            lambda of: torch.optim.AdamW(of, rate, weight_decay=DECAY, fused=True)
        ),
    ),
}
for name, value in gaps.items():
    print(f"{name}: after {BATCHES} batches the weights differ by {value:g} at most")
    harness.metric("weights_gap", value, optimizer=name)
if gap(plain, decayed) == 0:
    sys.exit("with and without decay the weights are the same: this compares nothing")
if any(gaps.values()):
    sys.exit("the scenarios' optimizer is not PyTorch's")
