"""The digit classifier: three PyTorch models on MNIST, the same for every tool.

A tool's experiment imports this module and wraps it; nothing in here knows of
any tool. The order of use is `Settings`, `load`, `build`, `train` with a
callback where the tool wants to look on, and `evaluate`.
"""

from scenarios.learning import (
    Epoch,
    Evaluation,
    record_evaluation,
    record_machine,
    record_training,
)

from .digits import Digits, load
from .evaluation import evaluate
from .models import MODELS, build, hidden, restore, save
from .training import Settings, train

__all__ = [
    "MODELS",
    "Digits",
    "Epoch",
    "Evaluation",
    "Settings",
    "build",
    "evaluate",
    "hidden",
    "load",
    "record_evaluation",
    "record_machine",
    "record_training",
    "restore",
    "save",
    "train",
]
