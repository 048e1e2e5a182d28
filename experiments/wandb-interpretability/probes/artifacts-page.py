"""Probe: what a run left, on a page; wants a server."""

import wandb

from online import app, bare, train
from scenarios import probing


trained, empty = train(0.3), bare()


def are_shown(run: wandb.Run) -> bool:
    with app(run, "artifacts") as page:
        return probing.holds("the page lists the model", page.shows("line:v"))


def with_artifacts() -> bool:
    """the artifacts of a run that left a model"""
    return are_shown(trained)


def without_artifacts() -> bool:
    """the same for a run that left nothing"""
    return are_shown(empty)


probing.passes(with_artifacts, without_artifacts)
