"""Probe: a report with pictures, on a page; wants a server."""

import wandb

from online import app, bare, train
from scenarios import probing


trained, empty = train(0.3), bare()


def is_shown(run: wandb.Run) -> bool:
    with app(run, "workspace") as page:
        return probing.holds("the caption", page.shows("the line")) and (
            probing.holds("and the picture", page.pictures(selector="img", least=100))
        )


def with_picture() -> bool:
    """the workspace of a run that logged a picture"""
    return is_shown(trained)


def without_picture() -> bool:
    """the same for a run that logged none"""
    return is_shown(empty)


probing.passes(with_picture, without_picture)
