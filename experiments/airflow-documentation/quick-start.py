"""Probe: Airflow's quick start, whose DAG is among the examples of the package.

The page's commands are what is looked at, and the check is what carries them out:
one task is tested, and two days are filled in. `airflow standalone`, with which the
page begins, is up for as long as the probe lasts; port and log are its settings.
"""

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import distribution
from pathlib import Path

import httpx

from scenarios import dags, probing

DAG, FAILING = "example_bash_operator", "failing_bash_operator"
PERIOD = ("--from-date", "2015-01-01", "--to-date", "2015-01-02")
PATIENCE = 900  # seconds
EXAMPLES = "airflow/providers/standard/example_dags"
LOG = Path("standalone.log")

client = httpx.Client(
    base_url=f"http://127.0.0.1:{os.environ['REPORT_PORT_STANDALONE']}", timeout=60
)


def failing_example() -> None:
    """Put the example among Airflow's own DAGs, with a task that fails."""
    package = distribution("apache-airflow-providers-standard")
    example = shutil.copy(package.locate_file(f"{EXAMPLES}/{DAG}.py"), ".")
    changed = dags.variant(
        example,
        (f'dag_id="{DAG}"', f'dag_id="{FAILING}"'),
        ("exit 99;", "exit 1;"),  # the task that skips the last one
    )
    folder = Path(os.environ["AIRFLOW_HOME"], "dags")
    folder.mkdir(parents=True)
    shutil.copy(changed, folder / f"{FAILING}.py")


@contextmanager
def standalone() -> Iterator[None]:
    """Run `airflow standalone`; it has to answer."""
    print("$ airflow standalone", flush=True)
    with LOG.open("w", encoding="utf-8") as log:
        process = subprocess.Popen(
            ["airflow", "standalone"],
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        dags.wait_until(answers, "standalone answers", PATIENCE)
        yield
    finally:
        os.killpg(process.pid, signal.SIGTERM)  # with the servers that it started
        process.wait(120)
        print(LOG.read_text(encoding="utf-8")[-6000:])


def answers() -> bool:
    try:
        return client.get("/api/v2/monitor/health").is_success
    except httpx.TransportError:
        return False


def works(dag: str) -> bool:
    known = dags.comes_true(
        lambda: probing.run("airflow", "dags", "details", dag, quiet=True).ok, 90
    )
    if not probing.holds(f"{dag} is there", known):
        return False
    task = probing.run("airflow", "tasks", "test", dag, "runme_0", "2015-01-01")
    probing.run("airflow", "dags", "unpause", dag).needed()  # the page: enable the DAG
    backfill = probing.run("airflow", "backfill", "create", "--dag-id", dag, *PERIOD)
    dags.comes_true(lambda: set(states(dag)) <= {"success", "failed"}, PATIENCE)
    return (
        probing.holds("the first task ran", task.ok)
        and probing.holds("the backfill was taken", backfill.ok)
        and probing.holds(f"both days: {states(dag)}", states(dag) == ["success"] * 2)
    )


def states(dag: str) -> list[str]:
    """Return the states of the runs of a backfill, as the API server tells them."""
    token = client.get("/auth/token").raise_for_status().json()["access_token"]
    runs = client.get(
        f"/api/v2/dags/{dag}/dagRuns", headers={"Authorization": f"Bearer {token}"}
    ).raise_for_status()
    return [
        run["state"] for run in runs.json()["dag_runs"] if run["run_type"] == "backfill"
    ]


failing_example()
with standalone():

    def as_written() -> bool:
        """the commands of the page"""
        return works(DAG)

    def with_failing_task() -> bool:
        """the same where a task of the DAG fails before its last"""
        return works(FAILING)

    probing.passes(as_written, with_failing_task)
