"""One parameter, with a default."""

from kfp import dsl


@dsl.component(install_kfp_package=False)
def train(learning_rate: float) -> float:
    return learning_rate


@dsl.pipeline(name="parameters")
def pipeline(learning_rate: float = 0.001) -> float:
    return train(learning_rate=learning_rate).output
