"""Probe: a step that hangs is ended."""

from pathlib import Path

from flows import launch
from scenarios import probing
from scenarios.probing.steps import calls, count_anew

FLOW = Path("flows/timeout.py")


def ended(flow: Path) -> bool:
    count_anew()
    run = launch(flow, "TimeoutFlow", "run")
    return (
        probing.holds("the step began", calls("begun") == 1)
        and probing.holds("it did not get to its end", calls("finished") == 0)
        and probing.holds("the run failed", not run.ended.ok)
        and probing.holds("and says so", "timed out" in run.ended.output)
    )


def with_timeout() -> bool:
    """@timeout ends a step of twenty seconds after three"""
    return ended(FLOW)


def without_timeout() -> bool:
    """the same flow without @timeout"""
    line = "    @timeout(seconds=3)\n"
    return ended(probing.variant(FLOW, line))


probing.passes(with_timeout, without_timeout)
