"""Tracking servers for as long as a probe lasts, and a run logged to one of them."""

import os
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import mlflow

_PATIENCE = 400  # seconds; the first start creates the tables


@contextmanager
def tracking_server(
    *options: str, port: str = "server", env: Mapping[str, str] | None = None
) -> Iterator[str]:
    """Run `mlflow server`, by default on SQLite in a folder of its own.

    Yields its address; `port` names the assigned port that it listens on.
    """
    folder = tempfile.mkdtemp(prefix="server-")
    port = os.environ[f"REPORT_PORT_{port.upper()}"]
    address = f"http://127.0.0.1:{port}"
    command = ["mlflow", "server", "--host", "127.0.0.1", "--port", port, *options]
    print("$", *command, flush=True)
    process = subprocess.Popen(
        [*command, "--workers", "1"], cwd=folder, env={**os.environ, **(env or {})}
    )
    try:
        _await(process, address)
        yield address
    finally:
        process.terminate()
        process.wait()


def log_run(server: str) -> str:
    """Log a run with a parameter, a metric and a file to a server; returns its ID."""
    mlflow.set_tracking_uri(server)
    with mlflow.start_run() as run:
        mlflow.log_param("learning_rate", 0.25)
        mlflow.log_metric("accuracy", 0.875)
        mlflow.log_text("kept by the store", "note.txt")
    return run.info.run_id


def fetch(address: str) -> tuple[int, str]:
    """Return the status and the body of what HTTP GET answers."""
    try:
        with urllib.request.urlopen(address, timeout=30) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def _await(process: subprocess.Popen, address: str) -> None:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        try:
            if fetch(f"{address}/health")[0] == 200:
                return
        except OSError:
            time.sleep(0.5)
    raise TimeoutError(f"the server did not answer within {_PATIENCE} s")
