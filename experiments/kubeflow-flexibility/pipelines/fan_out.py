"""One training task for each model, and the models are known only at launch."""

from kfp import dsl


@dsl.component(install_kfp_package=False)
def train(model: str):
    from scenarios.probing.steps import called

    called("task")
    called(model)


@dsl.pipeline(name="fan-out")
def pipeline(models: list):
    with dsl.ParallelFor(models) as model:
        train(model=model)
