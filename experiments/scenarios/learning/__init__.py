"""What the scenarios share: training that repeats exactly, and how it is judged."""

from .determinism import make_deterministic
from .evaluation import ClassReport, Evaluation, tally
from .optimizer import Adam
from .record import Epoch, record_evaluation, record_machine, record_training

__all__ = [
    "Adam",
    "ClassReport",
    "Epoch",
    "Evaluation",
    "make_deterministic",
    "record_evaluation",
    "record_machine",
    "record_training",
    "tally",
]
