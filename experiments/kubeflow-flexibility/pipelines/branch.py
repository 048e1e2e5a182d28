"""A model is registered only if its accuracy is above a threshold."""

from kfp import dsl


@dsl.component(install_kfp_package=False)
def evaluate(accuracy: float) -> float:
    return accuracy


@dsl.component(install_kfp_package=False)
def register():
    from scenarios.probing.steps import called

    called("register")


@dsl.pipeline(name="branch")
def pipeline(accuracy: float):
    evaluated = evaluate(accuracy=accuracy)
    with dsl.If(evaluated.output > 0.9):
        register()
