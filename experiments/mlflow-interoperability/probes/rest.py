"""Probe: a run is read back over REST, by a program that knows HTTP alone."""

import json

from scenarios import probing
from servers import fetch, log_run, tracking_server


def read_back(server: str, run: str) -> bool:
    status, body = fetch(f"{server}/api/2.0/mlflow/runs/get?run_id={run}")
    print(body)
    if not probing.holds(f"the server answers 200, found {status}", status == 200):
        return False
    data = json.loads(body)["run"]["data"]
    parameters = {entry["key"]: entry["value"] for entry in data["params"]}
    metrics = {entry["key"]: entry["value"] for entry in data["metrics"]}
    return probing.holds(
        "the parameter", parameters == {"learning_rate": "0.25"}
    ) and probing.holds("the metric", metrics == {"accuracy": 0.875})


with tracking_server() as server:
    logged = log_run(server)

    def over_http() -> bool:
        """GET runs/get answers with the parameter and the metric"""
        return read_back(server, logged)

    def of_another_run() -> bool:
        """the same for a run that was never logged"""
        return read_back(server, "0" * 32)

    probing.passes(over_http, of_another_run)
