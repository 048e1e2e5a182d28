"""Triggers the DAG through the REST API, waits for its end and reads its XComs."""

import os
import sys
import time

import httpx

from scenarios import harness

DAG = "mnist"
ENDED = {"success", "failed"}

address = f"http://127.0.0.1:{os.environ['REPORT_PORT_API']}"
token = httpx.get(f"{address}/auth/token").raise_for_status().json()["access_token"]
api = httpx.Client(
    base_url=f"{address}/api/v2",
    headers={"Authorization": f"Bearer {token}"},
    timeout=30,
)


def call(method: str, path: str, body: dict | None = None) -> dict:
    """Call the API and return what it answers."""
    return api.request(method, path, json=body).raise_for_status().json()


# A DAG is known once the processor has read its file.
while api.get(f"/dags/{DAG}").status_code == 404:
    time.sleep(1)
call("PATCH", f"/dags/{DAG}", {"is_paused": False})
run = call(
    "POST",
    f"/dags/{DAG}/dagRuns",
    {"logical_date": None, "conf": {"epochs": int(harness.parameter("epochs"))}},
)["dag_run_id"]
print("triggered", run)

here = f"/dags/{DAG}/dagRuns/{run}"
while (state := call("GET", here)["state"]) not in ENDED:
    time.sleep(1)
tasks = call("GET", f"{here}/taskInstances")["task_instances"]
for one in tasks:
    print(one["task_id"], one["map_index"], one["state"], one["duration"])
if state == "failed":
    sys.exit(f"the run {run} failed")
for one in tasks:
    if one["task_id"] == "evaluate":
        index = one["map_index"]
        xcom = call(
            "GET",
            f"{here}/taskInstances/evaluate/xcomEntries/return_value?map_index={index}",
        )
        print("accuracy by XCom", index, xcom["value"])
harness.hand_on("DAG_RUN", run)
