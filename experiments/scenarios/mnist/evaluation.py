"""How well a model reads digits it has not seen."""

from collections.abc import Callable

import torch

from scenarios.learning import Evaluation, make_deterministic, tally

from .digits import Digits

NAMES = [str(digit) for digit in range(10)]
_BATCH = 100  # fits in the processor's caches; a thousand take twice as long


def evaluate(
    model: Callable[[torch.Tensor], torch.Tensor], digits: Digits
) -> Evaluation:
    """Answer every digit once and count.

    `model` is what `train` or `restore` left, or whatever a tool loaded back,
    as long as it turns images into one score for each digit.
    """
    make_deterministic()
    with torch.no_grad():
        scores = torch.cat([model(images) for images in digits.images.split(_BATCH)])
    return tally(scores, digits.labels, NAMES)
