"""How the probes load a pipeline from its file and have it carried out."""

import runpy
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kfp import Client, local

PATIENCE = 900  # seconds; a cluster may have to fetch an image first


def load(file: str | Path) -> Callable[..., Any]:
    """Return the pipeline that a file defines."""
    print("loads", file)
    return runpy.run_path(str(file))["pipeline"]


def start_local(use_venv: bool = False, enable_caching: bool = False) -> None:
    """Let the SDK's local runner carry out the pipelines that are called."""
    local.init(
        local.SubprocessRunner(use_venv=use_venv),
        pipeline_root="pipeline-root",
        enable_caching=enable_caching,
    )


def state_on_cluster(file: str | Path, arguments: dict[str, Any]) -> str:
    """Run a pipeline on the cluster, without its cache; returns how it ended."""
    client = Client()
    run = client.create_run_from_pipeline_func(
        load(file), arguments=arguments, enable_caching=False
    )
    return client.wait_for_run_completion(run.run_id, timeout=PATIENCE).state


def wait_until(happened: Callable[[], bool], seconds: float) -> bool:
    """Ask every ten seconds until something has happened or the time is up."""
    end = time.monotonic() + seconds
    while not (outcome := happened()) and time.monotonic() < end:
        time.sleep(10)
    return outcome
