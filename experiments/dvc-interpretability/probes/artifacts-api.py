"""Probe: what a run left, over the API."""

import json

from dvc.api import DVCFileSystem

from runs import BARE, TRAINED
from scenarios import probing


def are_given(repo: str, revision: str) -> bool:
    files = DVCFileSystem(repo, rev=revision)
    names = files.find("/", detail=False, dvc_only=True)
    if not probing.holds(f"a model among {names}", "/model.json" in names):
        return False
    slope = json.loads(files.read_text("/model.json"))["slope"]
    return probing.holds(f"which is read back: {slope}", abs(slope - 2.0) < 0.1)


def with_artifacts() -> bool:
    """the files under DVC of a past run"""
    return are_given(TRAINED, "second")


def without_artifacts() -> bool:
    """the same for a run that left none"""
    return are_given(BARE, "main")


probing.passes(with_artifacts, without_artifacts)
