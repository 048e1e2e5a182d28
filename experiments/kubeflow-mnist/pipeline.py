"""The digit classifier as a pipeline: for each model, train and then evaluate.

A component is sent to its container as source text, so it imports what it needs
inside; on a cluster `base_image` would name an image that holds the scenario.
"""

from kfp import dsl
from kfp.dsl import Artifact, ClassificationMetrics, Input, Metrics, Model, Output


# report:begin train
@dsl.component(install_kfp_package=False)
def train(name: str, epochs: int, model: Output[Model], losses: Output[Metrics]):
    """Train one model; the file and the loss of each epoch are its outputs."""
    from dataclasses import replace
    from pathlib import Path

    from scenarios import mnist

    settings = replace(mnist.Settings.of_this_run(), epochs=epochs)
    digits = mnist.load("train", settings.train_images)
    network = mnist.build(name, settings.seed)
    trained = mnist.train(
        network,
        digits,
        settings,
        on_epoch=lambda epoch: losses.log_metric(f"loss_{epoch.number}", epoch.loss),
    )
    mnist.save(network, Path(model.path))
    model.metadata.update({"name": name, **settings.as_dict()})
    mnist.record_training(name, trained)


# report:end train


@dsl.component(install_kfp_package=False)
def evaluate(
    name: str,
    model: Input[Model],
    report: Output[Artifact],
    confusion: Output[ClassificationMetrics],
) -> float:
    """Read the model back and answer the test images; returns the accuracy."""
    import json
    from pathlib import Path

    from scenarios import mnist

    settings = mnist.Settings.of_this_run()
    digits = mnist.load("test", settings.test_images)
    evaluation = mnist.evaluate(mnist.restore(name, Path(model.path)), digits)
    confusion.log_confusion_matrix(
        [report.label for report in evaluation.classes], evaluation.confusion
    )
    mnist.record_evaluation(name, evaluation)
    mnist.record_machine()
    Path(report.path).write_text(json.dumps(evaluation.as_dict()))
    return evaluation.accuracy


# report:begin pipeline
@dsl.pipeline(name="mnist", description="Trains three digit classifiers and tests them")
def digits(names: list = ["SimpleNN", "DeepNN", "CNN_Model"], epochs: int = 2):
    with dsl.ParallelFor(names, parallelism=1) as name:
        trained = train(name=name, epochs=epochs).set_retry(num_retries=1)
        evaluate(name=name, model=trained.outputs["model"])


# report:end pipeline
