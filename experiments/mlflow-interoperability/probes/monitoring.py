"""Probe: the server tells a monitor what it does."""

import re

from mlflow import MlflowClient

from scenarios import probing
from servers import fetch, tracking_server

# A sample of the format that Prometheus reads: name, labels, value.
SAMPLE = r'^mlflow_http_request_total\{[^}]*status="200"[^}]*\} ([0-9.]+)$'


def counted(server: str) -> float:
    """Return how many requests the endpoint says were answered with 200."""
    status, body = fetch(f"{server}/metrics")
    found = [float(count) for count in re.findall(SAMPLE, body, re.MULTILINE)]
    print(f"/metrics answers {status}, {len(body)} bytes, samples: {found}")
    return sum(found) if status == 200 else 0.0


def tells(server: str) -> bool:
    MlflowClient(server).create_run("0")
    before = counted(server)
    MlflowClient(server).create_run("0")
    after = counted(server)
    return probing.holds(
        f"a run more is seen in the count of requests: {before:g}, then {after:g}",
        after > before > 0,
    )


given = ("--expose-prometheus", "prometheus")
with tracking_server(*given) as server, tracking_server(port="other") as other:

    def exposed() -> bool:
        """--expose-prometheus counts requests at /metrics"""
        return tells(server)

    def not_exposed() -> bool:
        """the same for a server without the option"""
        return tells(other)

    probing.passes(exposed, not_exposed)
