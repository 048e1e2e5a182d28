"""The sentiment classifier: a small distilBERT trained here on film reviews.

It is the architecture of the pre-trained model that `imdb-full` loads, small
enough to be trained on two processor cores and without a model hub: its
WordPiece vocabulary is learned from the training reviews themselves. A tool's
experiment imports this module and wraps it. The order of use is `Settings`,
`load`, `learn_vocabulary`, `build`, `train` with a callback where the tool
wants to look on, and `evaluate`.
"""

from scenarios.learning import (
    Epoch,
    Evaluation,
    record_evaluation,
    record_machine,
    record_training,
)

from .evaluation import evaluate
from .models import MODEL, Classifier, build, hidden, restore, save
from .reviews import Reviews, load
from .training import Settings, train
from .vocabulary import learn_vocabulary

__all__ = [
    "MODEL",
    "Classifier",
    "Epoch",
    "Evaluation",
    "Reviews",
    "Settings",
    "build",
    "evaluate",
    "hidden",
    "learn_vocabulary",
    "load",
    "record_evaluation",
    "record_machine",
    "record_training",
    "restore",
    "save",
    "train",
]
