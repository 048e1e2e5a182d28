"""Probe: a run goes on from the step that failed."""

from pathlib import Path

from flows import launch
from scenarios import probing
from scenarios.probing.steps import calls, count_anew

FLOW = Path("flows/resume.py")


def goes_on(command: str) -> bool:
    count_anew()
    failed = launch(FLOW, "ResumeFlow", "run")
    origin = failed.id.partition("/")[2]
    options = ["--origin-run-id", origin] if command == "resume" else []
    run = launch(FLOW, "ResumeFlow", command, *options)
    return (
        probing.holds("the first run failed", not failed.ended.ok)
        and probing.holds("the second was carried out", run.ended.ok)
        and probing.holds("its model", run.run().data.evaluated == "trained")
        and probing.holds("the training ran once", calls("train") == 1)
        and probing.holds("the evaluation ran twice", calls("evaluate") == 2)
    )


def resumed() -> bool:
    """resume takes the training from the failed run"""
    return goes_on("resume")


def run_again() -> bool:
    """the same with a second run instead of resume"""
    return goes_on("run")


probing.passes(resumed, run_again)
