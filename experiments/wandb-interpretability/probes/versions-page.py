"""Probe: the versions of a model, on a page; wants a server."""

from online import app, project, train
from scenarios import probing


def are_shown(*rates: float) -> bool:
    name = project()
    runs = [train(rate, name) for rate in rates]
    with app(runs[0], "artifacts/model/line", of_project=True) as page:
        return probing.holds("both versions", page.shows("v0", "v1"))


def two_versions() -> bool:
    """the page of a model that two runs logged"""
    return are_shown(0.1, 0.3)


def one_version() -> bool:
    """the same for a model that one run logged"""
    return are_shown(0.1)


probing.passes(two_versions, one_version)
