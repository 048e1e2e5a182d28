"""Probe: the versions of a model, over the API; wants a server."""

import wandb

from online import project, train
from scenarios import probing

RATES = {"v0": 0.1, "v1": 0.3}

both, one = project(), project()
for rate, name in [(0.1, both), (0.3, both), (0.1, one)]:
    train(rate, name)


def are_given(name: str) -> bool:
    found = {
        version.version: version.logged_by().config["learning_rate"]
        for version in wandb.Api().artifacts("model", f"{name}/line")
    }
    return probing.holds(f"each with its run: {found}", found == RATES)


def two_versions() -> bool:
    """the versions of a model that two runs logged"""
    return are_given(both)


def one_version() -> bool:
    """the same for a model that one run logged"""
    return are_given(one)


probing.passes(two_versions, one_version)
