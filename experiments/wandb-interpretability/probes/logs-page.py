"""Probe: the log of each step, on a page; wants a server."""

import wandb

from online import app, bare, train
from scenarios import probing


trained, empty = train(0.3), bare()


def is_shown(run: wandb.Run) -> bool:
    with app(run, "logs") as page:
        return probing.holds(
            "a line for each epoch", page.shows("epoch 1: loss", "epoch 5: loss")
        )


def printing() -> bool:
    """the logs of a run that prints"""
    return is_shown(trained)


def silent() -> bool:
    """the same for a run that prints nothing"""
    return is_shown(empty)


probing.passes(printing, silent)
