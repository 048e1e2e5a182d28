"""Probe: the loss of each epoch, over the API."""

import csv

import dvc.api
from dvc.exceptions import DvcException

from runs import BARE, TRAINED
from scenarios import probing


def is_given(repo: str, revision: str) -> bool:
    file = "dvclive/plots/metrics/loss.tsv"
    try:
        text = dvc.api.read(file, repo=repo, rev=revision)
    except (DvcException, OSError) as error:
        return probing.holds(f"the run has losses: {error!r}", False)
    rows = list(csv.DictReader(text.splitlines(), delimiter="\t"))
    losses = [float(row["loss"]) for row in rows]
    return probing.holds(f"five of them: {losses}", len(losses) == 5) and probing.holds(
        "which fall", losses == sorted(losses, reverse=True)
    )


def with_losses() -> bool:
    """dvc.api.read gives the losses of a past run"""
    return is_given(TRAINED, "first")


def without_losses() -> bool:
    """the same for a run without losses"""
    return is_given(BARE, "main")


probing.passes(with_losses, without_losses)
