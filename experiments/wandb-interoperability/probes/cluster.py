"""Probe: a workflow moves to a cluster; wants a server and Kubernetes.

W&B compiles nothing: its launch starts a job of the cluster for an image.
"""

import json
from pathlib import Path

from scenarios import probing

IMAGE = "python:3.11"
CONTAINER = {"name": "train", "image": "${image_uri}"}
POD = {"spec": {"containers": [CONTAINER], "restartPolicy": "Never"}}
JOB = {"kind": "Job", "spec": {"backoffLimit": 0, "template": POD}}
Path("kubernetes.json").write_text(json.dumps({"kubernetes": JOB}), encoding="utf-8")


def jobs() -> set[str]:
    """Return the names of the jobs that the cluster has carried out."""
    listed = probing.run("kubectl", "get", "jobs", "-o", "json", quiet=True).needed()
    return {
        job["metadata"]["name"]
        for job in json.loads(listed.stdout)["items"]
        if job["status"].get("succeeded")
    }


def runs_there(*options: str) -> bool:
    before = jobs()
    ended = probing.run(
        *("wandb", "launch", "--docker-image", IMAGE, "--project", "probe"),
        *("--entry-point", "python --version", *options),
        timeout=900,
    )
    new = jobs() - before
    return probing.holds("the run was carried out", ended.ok) and probing.holds(
        f"by a job of the cluster: {new}", len(new) == 1
    )


def on_cluster() -> bool:
    """launch --resource kubernetes starts a job of the cluster"""
    return runs_there("--resource", "kubernetes", "-R", "kubernetes.json")


def on_this_machine() -> bool:
    """the same with --resource local-container"""
    return runs_there("--resource", "local-container")


probing.passes(on_cluster, on_this_machine)
