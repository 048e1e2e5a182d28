"""What the experiments ask of Airflow's REST API, as its documentation gives it."""

import os
import time

import httpx

ENDED = {"success", "failed"}


class Airflow:
    """A client of the API server that the experiment started on port `api`."""

    def __init__(self) -> None:
        address = f"http://127.0.0.1:{os.environ['REPORT_PORT_API']}"
        answer = httpx.get(f"{address}/auth/token").raise_for_status()
        token = answer.json()["access_token"]
        self._http = httpx.Client(
            base_url=f"{address}/api/v2",
            headers={"Authorization": f"Bearer {token}"},
            timeout=30,
        )

    def call(self, method: str, path: str, body: dict | None = None) -> dict:
        """Call the API and return what it answers."""
        return self._http.request(method, path, json=body).raise_for_status().json()

    def trigger(self, dag: str, conf: dict | None = None) -> str:
        """Start a run of a DAG once the processor has read its file; returns its id."""
        while self._http.get(f"/dags/{dag}").status_code == 404:
            time.sleep(1)
        self.call("PATCH", f"/dags/{dag}", {"is_paused": False})
        body = {"logical_date": None, "conf": conf or {}}
        return self.call("POST", f"/dags/{dag}/dagRuns", body)["dag_run_id"]

    def wait(self, dag: str, run: str) -> str:
        """Wait until a run has ended; returns its state."""
        while (
            state := self.call("GET", f"/dags/{dag}/dagRuns/{run}")["state"]
        ) not in ENDED:
            time.sleep(1)
        return state

    def tasks(self, dag: str, run: str) -> list[dict]:
        """Return the task instances of a run."""
        answer = self.call("GET", f"/dags/{dag}/dagRuns/{run}/taskInstances")
        return answer["task_instances"]

    def xcom(self, dag: str, run: str, task: str, index: int = -1) -> object:
        """Return what a task instance handed on."""
        path = f"/dags/{dag}/dagRuns/{run}/taskInstances/{task}/xcomEntries"
        return self.call("GET", f"{path}/return_value?map_index={index}")["value"]
