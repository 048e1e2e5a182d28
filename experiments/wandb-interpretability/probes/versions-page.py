"""Probe: the versions of a model, on a page; wants a server."""

import wandb

from online import app, project, train
from scenarios import probing

both = project()
first, _ = train(0.1, both), train(0.3, both)
alone = train(0.1, project())


def are_shown(run: wandb.Run) -> bool:
    with app(run, "artifacts/model/line", of_project=True) as page:
        return probing.holds("both versions", page.shows("v0", "v1"))


def two_versions() -> bool:
    """the page of a model that two runs logged"""
    return are_shown(first)


def one_version() -> bool:
    """the same for a model that one run logged"""
    return are_shown(alone)


probing.passes(two_versions, one_version)
