"""A step that fails until a moment has passed."""

from kfp import dsl


@dsl.component(base_image="python:3.11")
def download(not_before: float):
    import time

    if time.time() < not_before:
        raise ConnectionError("the first download fails")


@dsl.pipeline(name="retry")
def pipeline(not_before: float):
    task = download(not_before=not_before)
    task.set_retry(num_retries=3, backoff_duration="60s")
