"""Probe: the parameters of a run, on a page; wants a server."""

import wandb

from online import app, bare, train
from scenarios import probing


trained, empty = train(0.3), bare()


def are_shown(run: wandb.Run) -> bool:
    with app(run, "overview") as page:
        return probing.holds(
            "the page names them", page.shows("learning_rate", "epochs")
        ) and probing.holds("with their values", page.shows("0.3", "5"))


def with_parameters() -> bool:
    """the overview of a run with a config"""
    return are_shown(trained)


def without_parameters() -> bool:
    """the same for a run without"""
    return are_shown(empty)


probing.passes(with_parameters, without_parameters)
