"""Probe: an old run is carried out again with its own code.

Airflow keeps the code of a run where its DAG comes from a bundle that has
versions. The experiment configures two bundles: a git repository, by Airflow's
git provider, and the plain dags folder, which has none.
"""

import os
from collections.abc import Callable
from pathlib import Path

from scenarios import dags, probing

DAG = Path("dags/rerun.py")
REPOSITORY = Path(os.environ["HOME"]) / "repository"


def commit(dag: str, text: str) -> None:
    (REPOSITORY / f"{dag}.py").write_text(text, encoding="utf-8")
    probing.run("git", "add", "--all", cwd=REPOSITORY).needed()
    probing.run("git", "commit", "--message", "evaluate anew", cwd=REPOSITORY).needed()


def save(dag: str, text: str) -> None:
    folder = Path(os.environ["AIRFLOW_HOME"]) / "dags"
    (folder / f"{dag}.py").write_text(text, encoding="utf-8")


def comes_out_again(
    dag: str, publish: Callable[[str, str], None], latest: bool = False
) -> bool:
    text = DAG.read_text(encoding="utf-8").replace('"rerun"', f'"{dag}"')
    publish(dag, text)
    dags.wait_until(lambda: dags.known(dag), f"the processor has read {dag}")
    first = (old := dags.run(dag).needed()).result("evaluate")

    publish(dag, text.replace("first version", "second version"))
    dags.wait_until(
        lambda: "second" in source(dag), f"the processor has read {dag} again"
    )
    second = dags.run(dag).needed().result("evaluate")

    dags.airflow().call(
        *("POST", f"{old.path}/clear"),
        {"dry_run": False, "run_on_latest_version": latest},
    )
    again = dags.ended(dag, old.id).needed().result("evaluate")
    return (
        probing.holds(f"the old run had the {first}", first == "first version")
        and probing.holds(f"the code is now the {second}", second == "second version")
        and probing.holds(f"the old run again has the {again}", again == first)
    )


def source(dag: str) -> str:
    """Return the newest code of a DAG that Airflow knows."""
    return dags.airflow().call("GET", f"/dagSources/{dag}")["content"]


def from_git() -> bool:
    """the old run is cleared, and its DAG comes from a GitDagBundle"""
    return comes_out_again("rerun", commit)


def from_folder() -> bool:
    """the same where the DAG comes from the plain dags folder"""
    return comes_out_again("rerun-folder", save)


def on_latest() -> bool:
    """the same from git where the newest version is asked for"""
    return comes_out_again("rerun-latest", commit, latest=True)


probing.passes(from_git, from_folder, on_latest)
