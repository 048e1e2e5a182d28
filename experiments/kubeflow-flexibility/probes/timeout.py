"""Probe: a step that hangs is ended; wants a cluster.

The time is set by the SDK's extension for Kubernetes, for the step's pod.
"""

from pathlib import Path

from pipelines import state_on_cluster
from scenarios import probing

PIPELINE = Path("pipelines/timeout.py")


def ended(file: Path) -> bool:
    state = state_on_cluster(file, {})
    return probing.holds(f"the run ended as FAILED, not {state}", state == "FAILED")


def with_timeout() -> bool:
    """set_timeout ends a step of five minutes after one"""
    return ended(PIPELINE)


def without_timeout() -> bool:
    """the same pipeline without set_timeout"""
    line = "    kubernetes.set_timeout(task, seconds=60)\n"
    return ended(probing.variant(PIPELINE, line))


probing.passes(with_timeout, without_timeout)
