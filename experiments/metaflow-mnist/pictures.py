"""What the card shows of a model: sample answers, and a map of its last hidden layer."""

import torch
from matplotlib.figure import Figure
from sklearn.manifold import TSNE

from scenarios import mnist

SHOWN = 500  # images on the map
_SAMPLES = 12


def samples(model: torch.nn.Sequential, digits: mnist.Digits) -> Figure:
    """Draw a few images, each with the model's answer."""
    with torch.no_grad():
        answers = model(digits.images[:_SAMPLES]).argmax(dim=1)
    figure = Figure(figsize=(9, 2), layout="constrained")
    for axes, image, answer, label in zip(
        figure.subplots(1, _SAMPLES), digits.images, answers, digits.labels
    ):
        axes.imshow(image[0], cmap="gray_r")
        axes.set_title(str(int(answer)), color="green" if answer == label else "red")
        axes.axis("off")
    return figure


def chart(model: torch.nn.Sequential, digits: mnist.Digits, seed: int) -> Figure:
    """Lay the digits out so that those that the model sees as alike are close."""
    layout = TSNE(perplexity=30, random_state=seed)
    places = layout.fit_transform(mnist.hidden(model, digits.images).numpy())
    figure = Figure(figsize=(6, 5), layout="constrained")
    axes = figure.subplots()
    dots = axes.scatter(*places.T, c=digits.labels, cmap="tab10", s=12)
    axes.legend(
        *dots.legend_elements(),
        title="digit",
        loc="center left",
        bbox_to_anchor=(1, 0.5)
    )
    return figure
