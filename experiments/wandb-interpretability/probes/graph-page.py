"""Probe: the steps as a graph, on a page; wants a server.

The lineage of an artifact joins the run that made it with those that use it.
"""

from online import app, evaluate, project, train
from scenarios import probing


def is_drawn(evaluated: bool) -> bool:
    name = project()
    run = train(0.3, name)
    if evaluated:
        evaluate(name)
    with app(run, "artifacts/model/line/v0/lineage", of_project=True) as page:
        return probing.holds(
            "the run that made the model and the one that uses it",
            page.shows("rate-0.3", "evaluation"),
        )


def two_steps() -> bool:
    """the lineage of a model that another run uses"""
    return is_drawn(evaluated=True)


def one_step() -> bool:
    """the same for a model that none uses"""
    return is_drawn(evaluated=False)


probing.passes(two_steps, one_step)
