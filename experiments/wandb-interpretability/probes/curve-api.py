"""Probe: the loss of each epoch, over the command line."""

from pathlib import Path

from runs import BARE, SECOND, records
from scenarios import probing


def is_given(run: Path) -> bool:
    rows = [record["item"] for record in records(run, "history")]
    losses = [row["loss"] for row in rows if "loss" in row]
    return probing.holds(f"five of them: {losses}", len(losses) == 5) and probing.holds(
        "which fall", losses == sorted(losses, reverse=True)
    )


def with_losses() -> bool:
    """leet inspect gives the losses of a past run"""
    return is_given(SECOND)


def without_losses() -> bool:
    """the same for a run without losses"""
    return is_given(BARE)


probing.passes(with_losses, without_losses)
