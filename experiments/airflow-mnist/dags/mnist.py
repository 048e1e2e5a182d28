"""The digit classifier as a DAG: for each model a training task, then a test task."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from airflow.sdk import Param, dag, task


# [train]
@task(retries=1, retry_delay=timedelta(seconds=10))
def train(name: str, params: dict) -> dict:
    """Train one model; where it lies goes to the next task by XCom."""
    from scenarios import mnist

    settings = replace(mnist.Settings.of_this_run(), epochs=params["epochs"])
    digits = mnist.load("train", settings.train_images)
    model = mnist.build(name, settings.seed)
    mnist.record_training(name, mnist.train(model, digits, settings))
    path = Path(f"{name}.pt").absolute()
    mnist.save(model, path)
    return {"name": name, "path": str(path)}


# [/train]


@task
def evaluate(name: str, path: str) -> float:
    """Read the model back and answer the test images; returns the accuracy."""
    from scenarios import mnist

    settings = mnist.Settings.of_this_run()
    digits = mnist.load("test", settings.test_images)
    evaluation = mnist.evaluate(mnist.restore(name, Path(path)), digits)
    mnist.record_evaluation(name, evaluation)
    mnist.record_machine()
    return evaluation.accuracy


# [dag]
@dag(
    schedule=None,
    max_active_tasks=1,
    params={
        "models": Param(["SimpleNN", "DeepNN", "CNN_Model"], type="array"),
        "epochs": Param(2, type="integer", minimum=1),
    },
)
def mnist():
    """Trains three digit classifiers and tests them."""

    @task
    def models(params: dict) -> list[str]:
        return params["models"]

    evaluate.expand_kwargs(train.expand(name=models()))


mnist()
# [/dag]
