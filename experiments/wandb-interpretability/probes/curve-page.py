"""Probe: the loss of each epoch as a curve, on a page; wants a server."""

import wandb

from online import app, bare, train
from scenarios import probing

LEAST = 150  # pixels; the page's own drawings are smaller

trained, empty = train(0.3), bare()


def is_drawn(run: wandb.Run) -> bool:
    with app(run, "workspace") as page:
        return probing.holds("the page names the metric", page.shows("loss")) and (
            probing.holds("and draws it", page.pictures(selector="canvas, svg", least=LEAST))
        )


def with_losses() -> bool:
    """the workspace of a run with losses"""
    return is_drawn(trained)


def without_losses() -> bool:
    """the same for a run without"""
    return is_drawn(empty)


probing.passes(with_losses, without_losses)
