"""Probe: an S3 endpoint holds the artifacts."""

import mlflow
from mlflow.exceptions import MlflowException

from scenarios import probing
from scenarios.neighbours.s3 import S3
from servers import log_run, tracking_server

store = S3.of_this_run()


def held(bucket: str, *options: str) -> bool:
    # MLflow documents a variable of its own for the endpoint.
    variables = {**store.variables(), "MLFLOW_S3_ENDPOINT_URL": store.endpoint}
    with tracking_server(*options, env=variables):
        try:
            run = log_run()
            text = mlflow.artifacts.load_text(f"runs:/{run}/note.txt")
        except MlflowException as error:
            return probing.holds(f"it is logged and read back, found {error}", False)
    keys = store.keys(bucket)
    kept = [key for key in keys if key.endswith(f"{run}/artifacts/note.txt")]
    return (
        probing.holds("it is read back", text == "kept by the store")
        and probing.holds(f"the bucket has the file, found {keys}", len(kept) == 1)
        and probing.holds("as it is", store.read(bucket, kept[0]).decode() == text)
    )


def in_s3() -> bool:
    """--artifacts-destination s3://... keeps the file in the bucket"""
    return held("artifacts", "--artifacts-destination", store.bucket("artifacts"))


def elsewhere() -> bool:
    """the same for a server that is given no destination"""
    store.bucket("unused")
    return held("unused")


probing.passes(in_s3, elsewhere)
