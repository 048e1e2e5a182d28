"""The three networks, from the smallest to the one that suits images."""

from pathlib import Path

import torch
from torch import nn

PIXELS = 28 * 28
CLASSES = 10
DROPOUT = 0.3


# report:begin models
class SimpleNN(nn.Sequential):
    """One hidden layer."""

    def __init__(self) -> None:
        super().__init__(
            nn.Flatten(),
            nn.Linear(PIXELS, 128),
            nn.ReLU(),
            nn.Linear(128, CLASSES),
        )


class DeepNN(nn.Sequential):
    """Four hidden layers that narrow, with dropout between them."""

    def __init__(self) -> None:
        widths = [PIXELS, 512, 256, 128, 64]
        layers: list[nn.Module] = [nn.Flatten()]
        for wide, narrow in zip(widths, widths[1:]):
            layers += [nn.Linear(wide, narrow), nn.ReLU(), nn.Dropout(DROPOUT)]
        super().__init__(*layers, nn.Linear(widths[-1], CLASSES))


class CNN_Model(nn.Sequential):
    """Two convolutions, each halving the picture, and one hidden layer."""

    def __init__(self) -> None:
        layers: list[nn.Module] = []
        for shallow, deep in [(1, 32), (32, 64)]:
            layers += [
                nn.Conv2d(shallow, deep, kernel_size=3, padding=1),
                nn.BatchNorm2d(deep),
                nn.ReLU(),
                nn.MaxPool2d(2),
            ]
        layers += [
            nn.Flatten(),
            nn.Linear(64 * 7 * 7, 128),
            nn.ReLU(),
            nn.Dropout(DROPOUT),
        ]
        super().__init__(*layers, nn.Linear(128, CLASSES))


# report:end models


MODELS: dict[str, type[nn.Sequential]] = {
    model.__name__: model for model in (SimpleNN, DeepNN, CNN_Model)
}


def build(name: str, seed: int) -> nn.Sequential:
    """Return a new model whose weights depend on its name and the seed alone."""
    torch.manual_seed(seed)
    return MODELS[name]()


def save(model: nn.Module, path: Path) -> None:
    """Write a model's weights, for tools that pass models on as files."""
    torch.save(model.state_dict(), path)


def restore(name: str, path: Path) -> nn.Sequential:
    """Return a model with the weights that `save` wrote, ready to answer."""
    model = MODELS[name]()
    model.load_state_dict(torch.load(path, weights_only=True))
    return model.eval()


def hidden(model: nn.Sequential, images: torch.Tensor) -> torch.Tensor:
    """Return what the last hidden layer makes of each image, to draw a map of them."""
    with torch.no_grad():
        return nn.Sequential(*list(model)[:-1])(images)
