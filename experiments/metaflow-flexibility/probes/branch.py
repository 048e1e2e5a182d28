"""Probe: a step runs or not by a result of the step before."""

from pathlib import Path

from flows import launch
from scenarios import probing

FLOW = Path("flows/branch.py")


def registers(flow: Path, accuracy: str) -> bool:
    run = launch(flow, "BranchFlow", "run", "--accuracy", accuracy)
    run.ended.needed()
    return "register" in {step.id for step in run.run()}


def chooses(flow: Path) -> bool:
    good, poor = registers(flow, "0.95"), registers(flow, "0.5")
    return probing.holds("accuracy 0.95 is registered", good) and probing.holds(
        "accuracy 0.5 is not", not poor
    )


def by_result() -> bool:
    """next(..., condition=...) chooses by the accuracy"""
    return chooses(FLOW)


def by_nothing() -> bool:
    """the same flow where the result is always the same"""
    choice = '"good" if self.accuracy > 0.9 else "poor"'
    return chooses(probing.variant(FLOW, choice, '"good"'))


probing.passes(by_result, by_nothing)
