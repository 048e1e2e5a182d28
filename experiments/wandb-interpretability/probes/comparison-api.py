"""Probe: two runs side by side, over the command line."""

from pathlib import Path

from runs import BARE, FIRST, SECOND, summary
from scenarios import probing


def compared(*runs: Path) -> bool:
    found = [summary(run) for run in runs]
    rows = [
        (run["name"], run["config"].get("learning_rate"), run["summary"].get("loss"))
        for run in found
    ]
    print(*rows, sep="\n")
    rates = [row[1] for row in rows]
    return probing.holds(f"their rates: {rates}", rates == [0.1, 0.3]) and (
        probing.holds("and the second is better", rows[1][2] < rows[0][2])
    )


def two_runs() -> bool:
    """leet inspect gives settings and results of two runs"""
    return compared(FIRST, SECOND)


def one_run() -> bool:
    """the same where one of them has neither"""
    return compared(FIRST, BARE)


probing.passes(two_runs, one_run)
