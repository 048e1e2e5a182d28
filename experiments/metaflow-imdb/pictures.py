"""What the card shows of the classifier: sample answers, and a map of the reviews."""

import torch
from matplotlib.figure import Figure
from sklearn.manifold import TSNE

from scenarios import imdb
from scenarios.imdb.reviews import SENTIMENTS

_SHOWN = 200  # reviews on the map, half of each sentiment
_SAMPLES = 6
_LENGTH = 160  # characters of a sample


def samples(classifier: imdb.Classifier, reviews: imdb.Reviews) -> list[list[str]]:
    """Return a few reviews' beginnings, the answers and the labels."""
    chosen = _spread(reviews, _SAMPLES)
    answers = classifier([reviews.texts[i] for i in chosen]).argmax(dim=1)
    return [
        [reviews.texts[i][:_LENGTH], SENTIMENTS[answer], SENTIMENTS[reviews.labels[i]]]
        for i, answer in zip(chosen, answers)
    ]


def chart(classifier: imdb.Classifier, reviews: imdb.Reviews, seed: int) -> Figure:
    """Lay reviews out so that those that the network sees as alike are close."""
    chosen = _spread(reviews, _SHOWN)
    vectors = imdb.hidden(classifier, [reviews.texts[i] for i in chosen])
    places = TSNE(perplexity=30, random_state=seed).fit_transform(vectors.numpy())
    labels = torch.tensor([reviews.labels[i] for i in chosen])
    figure = Figure(figsize=(6, 5), layout="constrained")
    axes = figure.subplots()
    for label, sentiment in enumerate(SENTIMENTS):
        axes.scatter(*places[labels == label].T, s=12, label=sentiment)
    axes.legend(title="sentiment")
    return figure


def _spread(reviews: imdb.Reviews, count: int) -> list[int]:
    """Pick evenly, because the reviews are ordered by sentiment."""
    count = min(count, len(reviews))
    return [i * len(reviews) // count for i in range(count)]
