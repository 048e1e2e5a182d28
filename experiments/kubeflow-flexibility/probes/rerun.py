"""Probe: an old run is carried out again with its own code; wants a cluster."""

import time
from pathlib import Path

from kfp import Client, compiler

from pipelines import PATIENCE, load
from scenarios import probing

PIPELINE = Path("pipelines/rerun.py")
MOVED_ON = probing.variant(
    PIPELINE, 'print("the first version succeeds")', 'raise RuntimeError("second")'
)

client = Client()
name = f"probe-rerun-{int(time.time())}"
experiment = client.create_experiment(name).experiment_id
for file in (PIPELINE, MOVED_ON):
    compiler.Compiler().compile(load(file), f"{file.parent.name}.yaml")
pipeline = client.upload_pipeline("pipelines.yaml", name).pipeline_id


def succeeds(job: str, version: str | None = None) -> tuple[bool, str]:
    run = client.run_pipeline(
        experiment, job, pipeline_id=pipeline, version_id=version
    ).run_id
    state = client.wait_for_run_completion(run, timeout=PATIENCE).state
    return probing.holds(f"{job} ended as {state}", state == "SUCCEEDED"), run


began_well, old = succeeds("the old run")
if not began_well:
    raise SystemExit("the old run should have succeeded")
client.upload_pipeline_version(
    f"{MOVED_ON.parent.name}.yaml", "second", pipeline_id=pipeline
)


def own_version() -> bool:
    """the run names its pipeline version, and that one is run again"""
    reference = client.get_run(old).pipeline_version_reference
    return succeeds("again", reference.pipeline_version_id)[0]


def newest_version() -> bool:
    """the same with the version that is newest now"""
    return succeeds("newest")[0]


probing.passes(own_version, newest_version)
