"""Probe: the steps as a graph, on a page; wants a server.

The lineage of an artifact joins the run that made it with those that use it.
"""

import wandb

from online import app, evaluate, project, train
from scenarios import probing


used, unused = (train(0.3, project()) for _ in range(2))


def is_drawn(run: wandb.Run, evaluated: bool) -> bool:
    if evaluated:
        evaluate(run.project)
    with app(run, "artifacts/model/line/v0/lineage", of_project=True) as page:
        return probing.holds(
            "the run that made the model and the one that uses it",
            page.shows("rate-0.3", "evaluation"),
        )


def two_steps() -> bool:
    """the lineage of a model that another run uses"""
    return is_drawn(used, evaluated=True)


def one_step() -> bool:
    """the same for a model that none uses"""
    return is_drawn(unused, evaluated=False)


probing.passes(two_steps, one_step)
