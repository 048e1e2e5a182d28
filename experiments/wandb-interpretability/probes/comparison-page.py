"""Probe: two runs side by side, on a page; wants a server."""

from online import app, project, train
from scenarios import probing


def are_beside(*rates: float) -> bool:
    name = project()
    runs = [train(rate, name) for rate in rates]
    with app(runs[0], "table", of_project=True) as page:
        return probing.holds("both runs", page.shows("rate-0.1", "rate-0.3")) and (
            probing.holds("with what sets them apart", page.shows("learning_rate"))
        )


def two_runs() -> bool:
    """the table of a project with two runs"""
    return are_beside(0.1, 0.3)


def one_run() -> bool:
    """the same for a project with one"""
    return are_beside(0.1)


probing.passes(two_runs, one_run)
