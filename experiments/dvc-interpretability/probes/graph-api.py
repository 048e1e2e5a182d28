"""Probe: the steps and what they depend on, over the command line."""

import re
from pathlib import Path

from runs import BARE, TRAINED
from scenarios import probing
from scenarios.repositories import Repository


def is_given(repo: str) -> bool:
    printed = Repository(Path(repo)).dvc("dag", "--dot").needed().stdout
    edges = re.findall(r'"?(\w+)"? -> "?(\w+)"?', printed)
    return probing.holds(f"the edges: {edges}", edges == [("train", "evaluate")])


def two_stages() -> bool:
    """dag --dot has each stage with those that follow"""
    return is_given(TRAINED)


def one_stage() -> bool:
    """the same for a pipeline of one stage"""
    return is_given(BARE)


probing.passes(two_stages, one_stage)
