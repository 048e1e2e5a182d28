"""A pipeline whose outcome tells which version of its code was carried out."""

from kfp import dsl


@dsl.component(base_image="python:3.11")
def evaluate():
    print("the first version succeeds")


@dsl.pipeline(name="rerun")
def pipeline():
    evaluate().set_caching_options(False)
