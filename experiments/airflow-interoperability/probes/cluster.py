"""Probe: a DAG is compiled for a cluster: one pod for each task, DAG unchanged."""

import json
import shutil
import tempfile
from pathlib import Path

import yaml

from alone import airflow
from scenarios import probing

# Elsewhere, since a variant in the dags folder would be a second DAG of its name.
DAG = Path(shutil.copy("dags/training.py", tempfile.mkdtemp()))
TASKS = ("train", "evaluate")
IMAGE = "registry.example/training:3.3.2"
KUBERNETES = {
    "AIRFLOW__CORE__EXECUTOR": "KubernetesExecutor",
    "AIRFLOW__KUBERNETES_EXECUTOR__POD_TEMPLATE_FILE": str(
        Path("pod-template.yaml").absolute()
    ),
    "AIRFLOW__KUBERNETES_EXECUTOR__WORKER_CONTAINER_REPOSITORY": IMAGE.split(":")[0],
    "AIRFLOW__KUBERNETES_EXECUTOR__WORKER_CONTAINER_TAG": IMAGE.split(":")[1],
}


def compiled(file: Path) -> bool:
    out = Path(tempfile.mkdtemp())
    airflow(
        *("kubernetes", "generate-dag-yaml", "training", "--output-path", out),
        *("--logical-date", "2026-01-01"),
        env=KUBERNETES | {"AIRFLOW__CORE__DAGS_FOLDER": str(file.parent.absolute())},
    ).needed()
    pods = {}
    for path in sorted(out.rglob("*.yml")):
        print(path.name, path.read_text(encoding="utf-8"), sep="\n")
        pod = yaml.safe_load(path.read_text(encoding="utf-8"))
        pods[pod["metadata"]["annotations"]["task_id"]] = pod
    return all(probing.holds(f"a pod for {task}", runs(pods, task)) for task in TASKS)


def runs(pods: dict, task: str) -> bool:
    """Whether there is a pod that carries out a task in the configured image."""
    if task not in pods:
        return False
    [container] = pods[task]["spec"]["containers"]
    workload = json.loads(container["args"][-1])
    return (
        pods[task]["kind"] == "Pod"
        and container["image"] == IMAGE
        and container["resources"]["limits"]["memory"] == "4Gi"
        and workload["ti"]["task_id"] == task
    )


def each_task() -> bool:
    """airflow kubernetes generate-dag-yaml writes each task's pod"""
    return compiled(DAG)


def without_evaluation() -> bool:
    """the same where the DAG has no evaluation"""
    return compiled(probing.variant(DAG, "evaluate(train())", "train()"))


probing.passes(each_task, without_evaluation)
