"""Probe: two runs side by side, on a page; wants a server."""

import wandb

from online import app, project, train
from scenarios import probing

both = project()
first, _ = train(0.1, both), train(0.3, both)
alone = train(0.1, project())


def are_beside(run: wandb.Run) -> bool:
    with app(run, "table", of_project=True) as page:
        return probing.holds("both runs", page.shows("rate-0.1", "rate-0.3")) and (
            probing.holds("with what sets them apart", page.shows("learning_rate"))
        )


def two_runs() -> bool:
    """the table of a project with two runs"""
    return are_beside(first)


def one_run() -> bool:
    """the same for a project with one"""
    return are_beside(alone)


probing.passes(two_runs, one_run)
