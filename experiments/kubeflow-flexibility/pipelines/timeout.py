"""A step that takes much longer than it may."""

from kfp import dsl, kubernetes


@dsl.component(base_image="python:3.11")
def hang():
    import time

    time.sleep(300)


@dsl.pipeline(name="timeout")
def pipeline():
    task = hang()
    kubernetes.set_timeout(task, seconds=60)
