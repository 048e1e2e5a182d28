"""A training that succeeds, and an evaluation that fails for the first time."""

from kfp import dsl


@dsl.component(install_kfp_package=False)
def train() -> str:
    from scenarios.probing.steps import called

    called("train")
    return "trained"


@dsl.component(install_kfp_package=False)
def evaluate(model: str) -> str:
    from scenarios.probing.steps import called

    if called("evaluate") == 1:
        raise RuntimeError("the first evaluation fails")
    return model


@dsl.pipeline(name="resume")
def pipeline() -> str:
    return evaluate(model=train().output).output
