"""The sentiment classifier as a pipeline: train, then evaluate.

A component is sent to its container as source text, so it imports what it needs
inside; on a cluster `base_image` would name an image that holds the scenario.
"""

from kfp import dsl
from kfp.dsl import Artifact, ClassificationMetrics, Input, Metrics, Model, Output


# [train]
@dsl.component(install_kfp_package=False)
def train(epochs: int, model: Output[Model], losses: Output[Metrics]):
    """Train the classifier; its folder and the loss of each epoch are outputs."""
    from dataclasses import replace
    from pathlib import Path

    from scenarios import imdb

    settings = replace(imdb.Settings.of_this_run(), epochs=epochs)
    reviews = imdb.load("train", settings.train_reviews, settings.seed)
    classifier = imdb.build(imdb.learn_vocabulary(reviews.texts), settings.seed)
    trained = imdb.train(
        classifier,
        reviews,
        settings,
        on_epoch=lambda epoch: losses.log_metric(f"loss_{epoch.number}", epoch.loss),
    )
    imdb.save(classifier, Path(model.path))
    model.metadata.update({"name": imdb.MODEL, **settings.as_dict()})
    imdb.record_training(imdb.MODEL, trained)


# [/train]


@dsl.component(install_kfp_package=False)
def evaluate(
    model: Input[Model],
    report: Output[Artifact],
    confusion: Output[ClassificationMetrics],
) -> float:
    """Read the classifier back and judge the test reviews; returns the accuracy."""
    import json
    from pathlib import Path

    from scenarios import imdb

    settings = imdb.Settings.of_this_run()
    reviews = imdb.load("test", settings.test_reviews, settings.seed)
    evaluation = imdb.evaluate(imdb.restore(Path(model.path)), reviews)
    confusion.log_confusion_matrix(
        [report.label for report in evaluation.classes], evaluation.confusion
    )
    imdb.record_evaluation(imdb.MODEL, evaluation)
    imdb.record_machine()
    Path(report.path).write_text(json.dumps(evaluation.as_dict()))
    return evaluation.accuracy


# [pipeline]
@dsl.pipeline(name="imdb", description="Trains a sentiment classifier and tests it")
def sentiment(epochs: int = 2):
    trained = train(epochs=epochs).set_retry(num_retries=1)
    evaluate(model=trained.outputs["model"])


# [/pipeline]
