"""Probe: two runs side by side, on a page."""

from runs import page
from scenarios import pages, probing

LINES = "svg.marks .mark-line path"


def are_beside(address: str) -> bool:
    with pages.visit(address, wait_for="svg.marks") as plots:
        return probing.holds(
            "the page names both runs", plots.shows("first", "second")
        ) and probing.holds("and draws a line for each", plots.has(LINES, 2))


def two_runs() -> bool:
    """the page that plots diff writes of two runs"""
    return are_beside(page("comparison"))


def one_run() -> bool:
    """the page that plots show writes of one"""
    return are_beside(page("curve"))


probing.passes(two_runs, one_run)
