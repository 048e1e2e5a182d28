"""Probe: the versions of a model, over the API."""

import json
from pathlib import Path
from tempfile import mkdtemp

import dvc.api
from dvc.exceptions import DvcException

from runs import TRAINED
from scenarios import probing

RATES = {"v1.0.0": 0.1, "v2.0.0": 0.3}


def are_given(repo: str) -> bool:
    try:
        found = {
            version: dvc.api.artifacts_show("line", version=version, repo=repo)
            for version in RATES
        }
    except DvcException as error:
        return probing.holds(f"the model has versions: {error}", False)
    print(found)
    revisions = {version: facts["rev"] for version, facts in found.items()}
    rates = {
        version: dvc.api.params_show(repo=repo, rev=revision)["learning_rate"]
        for version, revision in revisions.items()
    }
    slopes = [
        json.loads(dvc.api.read(facts["path"], repo=repo, rev=facts["rev"]))["slope"]
        for facts in found.values()
    ]
    return probing.holds(f"each with its run: {rates}", rates == RATES) and (
        probing.holds(f"and its content: {slopes}", slopes[0] < slopes[1])
    )


def registered() -> bool:
    """artifacts_show gives the revision of each registered version"""
    return are_given(TRAINED)


def unregistered() -> bool:
    """the same for a clone without the tags that register them"""
    clone = Path(mkdtemp(prefix="clone-"))
    probing.run("git", "clone", "-q", "--no-tags", TRAINED, clone).needed()
    return are_given(str(clone))


probing.passes(registered, unregistered)
