"""How well a classifier tells the sentiment of reviews it has not seen."""

from collections.abc import Callable, Sequence

import torch

from scenarios.learning import Evaluation, make_deterministic, tally

from .reviews import SENTIMENTS, Reviews

_BATCH = 100


def evaluate(
    classifier: Callable[[Sequence[str]], torch.Tensor], reviews: Reviews
) -> Evaluation:
    """Answer every review once and count.

    `classifier` is what `train` or `restore` left, or whatever a tool loaded
    back, as long as it turns texts into one score for each sentiment.
    """
    make_deterministic()
    scores = [
        classifier(reviews.texts[first : first + _BATCH])
        for first in range(0, len(reviews), _BATCH)
    ]
    return tally(torch.cat(scores), torch.tensor(reviews.labels), SENTIMENTS)
