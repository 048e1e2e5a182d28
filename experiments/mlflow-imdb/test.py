"""Loads the registered classifier by its alias and adds the test to its run."""

from collections.abc import Sequence

import mlflow
import torch

from scenarios import imdb

NAME = "imdb-DistilBert"

settings = imdb.Settings.of_this_run()
reviews = imdb.load("test", settings.test_reviews, settings.seed)
client = mlflow.MlflowClient()
model = mlflow.pyfunc.load_model(f"models:/{NAME}@candidate")


def classify(texts: Sequence[str]) -> torch.Tensor:
    return torch.tensor(model.predict(list(texts)))


evaluation = imdb.evaluate(classify, reviews)
version = client.get_model_version_by_alias(NAME, "candidate")
with mlflow.start_run(run_id=version.run_id):
    mlflow.log_metric("test_accuracy", evaluation.accuracy)
    mlflow.log_metric("test_loss", evaluation.loss)
    mlflow.log_dict(evaluation.as_dict(), "evaluation.json")
imdb.record_evaluation(imdb.MODEL, evaluation)
imdb.record_machine()
