"""Probe: a step that fails is tried again; wants a cluster.

The local runner is documented to ignore set_retry.
"""

import time
from pathlib import Path

from pipelines import state_on_cluster
from scenarios import probing

PIPELINE = Path("pipelines/retry.py")


def recovers(file: Path) -> bool:
    state = state_on_cluster(file, {"not_before": time.time() + 120})
    return probing.holds(
        f"the run ended as SUCCEEDED, not {state}", state == "SUCCEEDED"
    )


def with_retry() -> bool:
    """set_retry lets a step succeed that fails at first"""
    return recovers(PIPELINE)


def without_retry() -> bool:
    """the same pipeline without set_retry"""
    line = '    task.set_retry(num_retries=3, backoff_duration="60s")\n'
    return recovers(probing.variant(PIPELINE, line))


probing.passes(with_retry, without_retry)
