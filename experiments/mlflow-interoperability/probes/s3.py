"""Probe: an S3 endpoint holds the artifacts."""

import mlflow
from mlflow.exceptions import MlflowException

from scenarios import probing
from scenarios.neighbours.s3 import S3
from servers import log_run, tracking_server

store = S3.of_this_run()


def held(server: str, bucket: str) -> bool:
    try:
        run = log_run(server)
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


# MLflow documents a variable of its own for the endpoint.
env = {**store.variables(), "MLFLOW_S3_ENDPOINT_URL": store.endpoint}
given = ("--artifacts-destination", store.bucket("artifacts"))
store.bucket("unused")
with (
    tracking_server(*given, env=env) as server,
    tracking_server(port="other", env=env) as other,
):

    def in_s3() -> bool:
        """--artifacts-destination s3://... keeps the file in the bucket"""
        return held(server, "artifacts")

    def elsewhere() -> bool:
        """the same for a server that is given no destination"""
        return held(other, "unused")

    probing.passes(in_s3, elsewhere)
