"""Probe: a step runs or not by a result of the step before."""

from pathlib import Path

from pipelines import load, start_local
from scenarios import probing
from scenarios.probing.steps import calls, count_anew

PIPELINE = Path("pipelines/branch.py")


def registers(file: Path, accuracy: float) -> bool:
    count_anew()
    load(file)(accuracy=accuracy)
    return calls("register") == 1


def chooses(file: Path) -> bool:
    start_local()
    good = registers(file, 0.95)
    poor = registers(file, 0.5)
    return probing.holds("accuracy 0.95 is registered", good) and probing.holds(
        "accuracy 0.5 is not", not poor
    )


def by_result() -> bool:
    """dsl.If chooses by the accuracy"""
    return chooses(PIPELINE)


def by_nothing() -> bool:
    """the same pipeline without dsl.If"""
    condition = "with dsl.If(evaluated.output > 0.9):"
    return chooses(probing.variant(PIPELINE, condition, "if True:"))


probing.passes(by_result, by_nothing)
