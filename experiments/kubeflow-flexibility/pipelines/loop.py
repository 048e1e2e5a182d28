"""The counterpart of the fan-out: one task that trains all models in a loop."""

from kfp import dsl


@dsl.component(install_kfp_package=False)
def train(models: list):
    from scenarios.probing.steps import called

    called("task")
    for model in models:
        called(model)


@dsl.pipeline(name="loop")
def pipeline(models: list):
    train(models=models)
