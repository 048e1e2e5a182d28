"""Probe: the parameters of a run, over the API."""

import dvc.api
from dvc.exceptions import DvcException

from runs import BARE, TRAINED
from scenarios import probing


def are_given(repo: str, revision: str) -> bool:
    try:
        found = dvc.api.params_show(repo=repo, rev=revision)
    except (DvcException, OSError) as error:
        return probing.holds(f"the run has parameters: {error!r}", False)
    return probing.holds(
        f"those it was given: {found}", found == {"learning_rate": 0.3, "epochs": 5}
    )


def with_parameters() -> bool:
    """params_show gives the parameters of a past run"""
    return are_given(TRAINED, "second")


def without_parameters() -> bool:
    """the same for a run that takes none"""
    return are_given(BARE, "main")


probing.passes(with_parameters, without_parameters)
