"""Probe: an S3 endpoint holds the artifacts; wants a server.

An artifact refers to an object of a bucket, and the client has it back from there.
"""

import os
import uuid
from collections.abc import Callable
from pathlib import Path

import boto3
import wandb

from scenarios import probing
from scenarios.neighbours.s3 import S3, s3

MODEL = Path("model.json")
MODEL.write_text('{"slope": 2.0}', encoding="utf-8")


def is_kept(store: S3, add: Callable[[wandb.Artifact, str], object]) -> bool:
    name = f"model-{uuid.uuid4().hex[:8]}"
    with wandb.init(project="probe") as run:
        artifact = wandb.Artifact(name, type="model")
        add(artifact, name)
        run.log_artifact(artifact).wait()
    with wandb.init(project="probe") as run:
        logged = run.use_artifact(f"{name}:latest")
        [file] = Path(logged.download()).rglob(MODEL.name)
        [entry] = logged.manifest.entries.values()
    keys = store.keys("artifacts")
    return (
        probing.holds("it is read back", file.read_bytes() == MODEL.read_bytes())
        and probing.holds(f"the bucket has it: {keys}", f"{name}/{MODEL.name}" in keys)
        and probing.holds(f"and the artifact names it: {entry.ref}", entry.ref)
    )


with s3() as store:
    os.environ |= {**store.variables(), "AWS_S3_ENDPOINT_URL": store.endpoint}
    bucket = store.bucket("artifacts")

    def refer(artifact: wandb.Artifact, name: str) -> None:
        boto3.client("s3").upload_file(MODEL, "artifacts", f"{name}/{MODEL.name}")
        artifact.add_reference(f"{bucket}/{name}")

    def reference() -> bool:
        """an artifact that refers to an object of the bucket"""
        return is_kept(store, refer)

    def uploaded() -> bool:
        """the same for an artifact whose file the server keeps"""
        return is_kept(store, lambda artifact, _: artifact.add_file(str(MODEL)))

    probing.passes(reference, uploaded)
