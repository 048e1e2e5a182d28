"""Probe: a step that fails is tried again."""

from pathlib import Path

from flows import launch
from scenarios import probing
from scenarios.probing.steps import calls, count_anew

FLOW = Path("flows/retry.py")


def recovers(flow: Path) -> bool:
    count_anew()
    run = launch(flow, "RetryFlow", "run")
    return probing.holds("the run was carried out", run.ended.ok) and probing.holds(
        "the step was called twice", calls("download") == 2
    )


def with_retry() -> bool:
    """@retry lets a step that fails once succeed"""
    return recovers(FLOW)


def without_retry() -> bool:
    """the same flow without @retry"""
    line = "    @retry(times=1, minutes_between_retries=0)\n"
    return recovers(probing.variant(FLOW, line))


probing.passes(with_retry, without_retry)
