"""Probe: the parameters of a run, over the command line."""

from pathlib import Path

from runs import BARE, SECOND, summary
from scenarios import probing


def are_given(run: Path) -> bool:
    found = summary(run)["config"]
    return probing.holds(
        f"those it was given: {found}", found == {"learning_rate": 0.3, "epochs": 5}
    )


def with_parameters() -> bool:
    """leet inspect gives the config of a past run"""
    return are_given(SECOND)


def without_parameters() -> bool:
    """the same for a run that takes none"""
    return are_given(BARE)


probing.passes(with_parameters, without_parameters)
