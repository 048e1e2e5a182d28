"""Probe: a parameter is given at launch, and the file stays as it is."""

from pathlib import Path

from flows import launch
from scenarios import probing

FLOW = Path("flows/parameters.py")


def reaches(flow: Path) -> bool:
    run = launch(flow, "ParametersFlow", "run", "--learning-rate", "0.25")
    return probing.holds("the run was carried out", run.ended.ok) and probing.holds(
        "the step used 0.25", run.run().data.used == 0.25
    )


def given() -> bool:
    """--learning-rate 0.25 reaches the step"""
    return reaches(FLOW)


def not_declared() -> bool:
    """the same where the flow declares no parameter"""
    declared = 'Parameter("learning-rate", default=0.001)'
    return reaches(probing.variant(FLOW, declared, "0.001"))


probing.passes(given, not_declared)
