"""Probe: a report with pictures, on a page."""

from runs import page
from scenarios import pages, probing

LEAST = 200  # pixels


def is_shown(address: str) -> bool:
    with pages.visit(address) as plots:
        return probing.holds(
            "the picture", plots.pictures(selector="img", least=LEAST)
        )


def with_picture() -> bool:
    """the page that plots show writes of a picture"""
    return is_shown(page("report"))


def without_picture() -> bool:
    """the page that it writes of the losses"""
    return is_shown(page("curve"))


probing.passes(with_picture, without_picture)
