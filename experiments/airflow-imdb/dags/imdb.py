"""The sentiment classifier as a DAG: a training task, then a test task."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from airflow.sdk import Param, dag, task


# [train]
@task(retries=1, retry_delay=timedelta(seconds=10))
def train(params: dict) -> str:
    """Train the classifier; the folder it lies in goes on by XCom."""
    from scenarios import imdb

    settings = replace(imdb.Settings.of_this_run(), epochs=params["epochs"])
    reviews = imdb.load("train", settings.train_reviews, settings.seed)
    classifier = imdb.build(imdb.learn_vocabulary(reviews.texts), settings.seed)
    imdb.record_training(imdb.MODEL, imdb.train(classifier, reviews, settings))
    folder = Path("classifier").absolute()
    imdb.save(classifier, folder)
    return str(folder)


# [/train]


@task
def evaluate(folder: str) -> float:
    """Read the classifier back and judge the test reviews; returns the accuracy."""
    from scenarios import imdb

    settings = imdb.Settings.of_this_run()
    reviews = imdb.load("test", settings.test_reviews, settings.seed)
    evaluation = imdb.evaluate(imdb.restore(Path(folder)), reviews)
    imdb.record_evaluation(imdb.MODEL, evaluation)
    imdb.record_machine()
    return evaluation.accuracy


# [dag]
@dag(schedule=None, params={"epochs": Param(2, type="integer", minimum=1)})
def imdb():
    """Trains a sentiment classifier and tests it."""
    evaluate(train())


imdb()
# [/dag]
