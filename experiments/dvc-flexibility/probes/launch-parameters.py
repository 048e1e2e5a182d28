"""Probe: a parameter is given at launch, and the files stay as they are."""

from pathlib import Path

from repository import Repository, repository
from scenarios import probing
from scenarios.probing.steps import count_anew

PIPELINE = Path("pipelines/parameters/dvc.yaml")

asking = repository(PIPELINE)
silent = repository(probing.variant(PIPELINE, "${learning_rate}", "0.001"))


def reaches(made: Repository) -> bool:
    count_anew()
    ended = made.dvc("exp", "run", "--set-param", "learning_rate=0.25")
    return probing.holds("the run was carried out", ended.ok) and probing.holds(
        "the stage used 0.25", made.text("model") == "0.25"
    )


def given() -> bool:
    """--set-param learning_rate=0.25 reaches the stage"""
    return reaches(asking)


def not_asked_for() -> bool:
    """the same where the stage does not ask for the parameter"""
    return reaches(silent)


probing.passes(given, not_asked_for)
