"""Probe: a run goes on from the stage that failed."""

from pathlib import Path

from repository import Repository, repository
from scenarios import probing
from scenarios.probing.steps import calls, count_anew

PIPELINE = Path("pipelines/resume/dvc.yaml")

first, second = repository(PIPELINE), repository(PIPELINE)


def goes_on(made: Repository, *options: str) -> bool:
    count_anew()
    failed = made.dvc("repro")
    again = made.dvc("repro", *options)
    return (
        probing.holds("the first run failed", not failed.ok)
        and probing.holds("the second was carried out", again.ok)
        and probing.holds("its model", made.text("model") == "trained")
        and probing.holds("the training ran once", calls("train") == 1)
        and probing.holds("the evaluation ran twice", calls("evaluate") == 2)
    )


def went_on() -> bool:
    """repro after the failure takes the training as it is"""
    return goes_on(first)


def forced() -> bool:
    """the same where repro is told to carry out every stage"""
    return goes_on(second, "--force")


probing.passes(went_on, forced)
