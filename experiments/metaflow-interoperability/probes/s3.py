"""Probe: an S3 endpoint holds the artifacts."""

import json
import os

from flows import FLOW, launch
from scenarios import probing
from scenarios.neighbours.s3 import S3, s3

BUCKET = "artifacts"


def is_kept(store: S3, datastore: str) -> bool:
    top = ("--datastore", datastore)
    run = launch(top=top)
    run.ended.needed()
    printed = probing.run(
        *("python", FLOW, *top, "dump", f"{run.id}/start", "--include", "losses")
    ).needed()
    index = f"metaflow/TrainFlow/{run.id}/start/1/0.data.json"
    keys = store.keys(BUCKET)
    if not probing.holds(f"the step's artifacts are among {keys}", index in keys):
        return False
    key = json.loads(store.read(BUCKET, index))["objects"]["losses"]
    return probing.holds(
        f"the content of losses, {key}", any(found.endswith(key) for found in keys)
    ) and probing.holds("which is read back from there", "[4.0," in printed.stdout)


with s3() as store:
    os.environ |= {
        **store.variables(),
        "METAFLOW_S3_ENDPOINT_URL": store.endpoint,
        "METAFLOW_DATASTORE_SYSROOT_S3": f"{store.bucket(BUCKET)}/metaflow",
    }

    def in_s3() -> bool:
        """--datastore s3 puts the artifacts into the bucket"""
        return is_kept(store, "s3")

    def in_files() -> bool:
        """the same with the datastore of local files"""
        return is_kept(store, "local")

    probing.passes(in_s3, in_files)
