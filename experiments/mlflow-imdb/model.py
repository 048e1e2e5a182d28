"""The classifier as MLflow loads it: this code, and the files logged beside it."""

from pathlib import Path

import mlflow

from scenarios import imdb


class SentimentModel(mlflow.pyfunc.PythonModel):
    """Turns reviews into one score for each sentiment."""

    def load_context(self, context: mlflow.pyfunc.PythonModelContext) -> None:
        """Read network and tokenizer from the model's own files."""
        self.classifier = imdb.restore(Path(context.artifacts["classifier"]))

    def predict(self, model_input: list[str]) -> list[list[float]]:
        """Score texts; the type hints are also the model's signature."""
        return self.classifier(model_input).tolist()


mlflow.models.set_model(SentimentModel())
