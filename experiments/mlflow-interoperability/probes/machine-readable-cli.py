"""Probe: the command line prints a run for programs."""

import json

from scenarios import probing
from servers import log_run, tracking_server


def readable(server: str, *command: str) -> bool:
    ended = probing.run("mlflow", *command, env={"MLFLOW_TRACKING_URI": server})
    try:
        run = json.loads(ended.needed().stdout)
    except json.JSONDecodeError as error:
        return probing.holds(f"the output is JSON: {error}", False)
    data = run["data"]
    return probing.holds(
        "the parameter", data["params"] == {"learning_rate": "0.25"}
    ) and probing.holds("the metric", data["metrics"] == {"accuracy": 0.875})


with tracking_server() as server:
    logged = log_run(server)

    def described() -> bool:
        """mlflow runs describe prints the run as JSON"""
        return readable(server, "runs", "describe", "--run-id", logged)

    def listed() -> bool:
        """the same for mlflow runs list, which prints a table for eyes"""
        return readable(server, "runs", "list", "--experiment-id", "0")

    probing.passes(described, listed)
