"""Probe: the loss of each epoch as a curve, on a page."""

from runs import page
from scenarios import pages, probing

LINE = "svg.marks .mark-line path"


def is_drawn(address: str) -> bool:
    with pages.visit(address) as plots:
        return probing.holds("a line is drawn", plots.has(LINE)) and probing.holds(
            "with both its axes", plots.shows("step", "loss")
        )


def with_curve() -> bool:
    """the page that plots show writes of the losses"""
    return is_drawn(page("curve"))


def without_curve() -> bool:
    """the page that it writes of a picture"""
    return is_drawn(page("report"))


probing.passes(with_curve, without_curve)
