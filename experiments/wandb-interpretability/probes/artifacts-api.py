"""Probe: what a run left, over the command line.

Offline, the artifact is in the run's file with its content's place and digest; it is
had back by its name from a server alone.
"""

import base64
import hashlib
import json
from pathlib import Path

from runs import BARE, SECOND, records
from scenarios import probing


def are_given(run: Path) -> bool:
    logged = {record["name"]: record for record in records(run, "artifact")}
    if not probing.holds(f"a model among {sorted(logged)}", "line" in logged):
        return False
    [entry] = logged["line"]["manifest"]["contents"]
    content = Path(entry["local_path"]).read_bytes()
    digest = base64.b64encode(hashlib.md5(content).digest()).decode()
    slope = json.loads(content)["slope"]
    return (
        probing.holds("its file", entry["path"] == "model.json")
        and probing.holds("of that digest", entry["digest"] == digest)
        and probing.holds(f"which is read back: {slope}", abs(slope - 2.0) < 0.1)
    )


def with_artifacts() -> bool:
    """leet inspect gives the artifacts of a past run"""
    return are_given(SECOND)


def without_artifacts() -> bool:
    """the same for a run that left none"""
    return are_given(BARE)


probing.passes(with_artifacts, without_artifacts)
