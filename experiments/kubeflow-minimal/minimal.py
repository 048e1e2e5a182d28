"""The list with Kubeflow Pipelines: two components that hand on artifacts.

The plain script stays as it is beside this file. A component is shipped as its
own source text, with its imports inside; the script is embedded in it, and its
folder is the first from which the component imports.
"""

from kfp import dsl, local
from kfp.dsl import Input, Metrics, Model, Output


# report:begin main
@dsl.component(install_kfp_package=False, embedded_artifact_path="train.py")
def fit(trained: Output[Model], losses: Output[Metrics]) -> dict:
    """Train and store the model; returns the parameters."""
    from pathlib import Path

    from scenarios import mnist
    from train import train

    settings = mnist.Settings.of_this_run()
    model, epochs = train(settings)
    for epoch in epochs:
        losses.log_metric(f"loss_{epoch.number}", epoch.loss)
    mnist.save(model, Path(trained.path))
    return settings.as_dict()


@dsl.component(install_kfp_package=False, embedded_artifact_path="train.py")
def evaluate(trained: Input[Model]) -> float:
    """Load the model back and test it."""
    from pathlib import Path

    from scenarios import mnist
    from train import test

    restored = mnist.restore("SimpleNN", Path(trained.path))
    return test(restored, mnist.Settings.of_this_run())


@dsl.pipeline
def minimal() -> float:
    """Fulfil the list: parameters, losses, model stored and loaded back, accuracy."""
    fitted = fit()
    return evaluate(trained=fitted.outputs["trained"]).output


if __name__ == "__main__":
    local.init(local.SubprocessRunner(use_venv=False))
    minimal()
# report:end main
