"""Probe: the log of each step, over the command line; a step is a run of its own."""

from pathlib import Path

from runs import BARE, SECOND, summary
from scenarios import probing


def is_given(run: Path) -> bool:
    lines = [entry["line"] for entry in summary(run)["console"]]
    print(*lines, sep="\n")
    epochs = [line.partition(":")[0] for line in lines if line.startswith("epoch")]
    return probing.holds(
        "a line for each epoch", epochs == [f"epoch {n}" for n in range(1, 6)]
    )


def printing() -> bool:
    """leet inspect gives what a past run printed"""
    return is_given(SECOND)


def silent() -> bool:
    """the same for a run that printed nothing"""
    return is_given(BARE)


probing.passes(printing, silent)
