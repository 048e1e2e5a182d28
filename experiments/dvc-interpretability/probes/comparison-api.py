"""Probe: two runs side by side, over the API."""

import dvc.api

from runs import BARE, TRAINED
from scenarios import probing


def compared(repo: str) -> bool:
    rows = [row for row in dvc.api.exp_show(repo=repo) if row["Experiment"]]
    print(*rows, sep="\n")
    rates = {row.get("learning_rate") for row in rows}
    losses = {row.get("learning_rate"): row.get("loss") for row in rows}
    return probing.holds(f"their rates: {rates}", rates == {0.1, 0.3}) and (
        probing.holds("and the second is better", losses[0.3] < losses[0.1])
    )


def two_runs() -> bool:
    """exp_show gives parameters and results of two experiments"""
    return compared(TRAINED)


def bare_run() -> bool:
    """the same for an experiment without either"""
    return compared(BARE)


probing.passes(two_runs, bare_run)
