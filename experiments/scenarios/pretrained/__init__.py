"""The pre-trained distilBERT of the published study, for the scenario `imdb-full`.

It needs a hub of models; where there is none, `imdb` trains a small network of
the same architecture instead. Nothing is fine-tuned here: the reviews only
pass through.
"""

from collections.abc import Callable, Sequence

import torch
from transformers import pipeline

from scenarios.imdb.reviews import SENTIMENTS

MODEL = "DistilBert-SST2"
LENGTH = 512  # tokens, the most that the model takes
_LABELS = {"NEGATIVE": "neg", "POSITIVE": "pos"}


def load(name: str, revision: str) -> Callable[[Sequence[str]], torch.Tensor]:
    """Return a classifier that gives each text one score for each sentiment."""
    classify = pipeline(
        "text-classification",
        model=name,
        revision=revision,
        device="cpu",
        top_k=None,
        truncation=True,
        max_length=LENGTH,
    )

    def scores(texts: Sequence[str]) -> torch.Tensor:
        answers = classify(list(texts))
        return torch.tensor([_in_order(answer) for answer in answers]).log()

    return scores


def _in_order(answer: list[dict[str, float | str]]) -> list[float]:
    """Put a text's probabilities in the order of SENTIMENTS."""
    by_sentiment = {_LABELS[one["label"]]: float(one["score"]) for one in answer}
    return [by_sentiment[sentiment] for sentiment in SENTIMENTS]
