"""Triggers the DAG through the REST API, waits for its end and reads its XComs."""

import sys

from scenarios import harness
from scenarios.clients.airflow import Airflow

airflow = Airflow()
run = airflow.trigger("imdb", {"epochs": int(harness.parameter("epochs"))})
print("triggered", run)
state = airflow.wait("imdb", run)
for task in airflow.tasks("imdb", run):
    print(task["task_id"], task["map_index"], task["state"], task["duration"])
    if task["task_id"] == "evaluate" and task["state"] == "success":
        print("accuracy by XCom", airflow.xcom("imdb", run, "evaluate"))
if state != "success":
    sys.exit(f"the run {run} ended as {state}")
harness.hand_on("DAG_RUN", run)
