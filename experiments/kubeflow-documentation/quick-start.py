"""Probe: the quick start of the SDK's README; wants a cluster.

The example is what is looked at, and the check is what carries it out. It leaves
the server's address to its reader; KF_PIPELINES_ENDPOINT gives it, or else the
client finds the cluster by itself.
"""

import os
import tempfile
from pathlib import Path

import kfp

from readme import HOST, script
from scenarios import probing

PATIENCE = 900  # seconds; a cluster may have to fetch an image first


def example(text: str) -> Path:
    """Write the example to a file, with the server's address; returns where."""
    host = repr(os.environ.get("KF_PIPELINES_ENDPOINT") or None)
    if HOST not in text:
        raise LookupError(f"{HOST} is not in the example")
    file = Path(tempfile.mkdtemp(prefix="example-"), "quick_start.py")
    file.write_text(text.replace(HOST, host), encoding="utf-8")
    return file


EXAMPLE = example(script())
FAILING = example(script().replace("return a + b", "raise RuntimeError(a + b)"))


def succeeds(file: Path) -> bool:
    client = kfp.Client()
    before = {run.run_id for run in client.list_runs(page_size=100).runs or []}
    ended = probing.run("python", file, timeout=PATIENCE)
    if not probing.holds("the example ran to its end", ended.ok):
        return False
    runs = client.list_runs(page_size=100).runs or []
    new = [run.run_id for run in runs if run.run_id not in before]
    if not probing.holds(f"it left one run, found {len(new)}", len(new) == 1):
        return False
    state = client.wait_for_run_completion(new[0], timeout=PATIENCE).state
    return probing.holds(f"the run ended as {state}", state == "SUCCEEDED")


def as_written() -> bool:
    """the example as the package brings it"""
    return succeeds(EXAMPLE)


def failing() -> bool:
    """the same where a component fails"""
    return succeeds(FAILING)


probing.passes(as_written, failing)
