"""Asks for every test digit and holds each answer against the registered model."""

import sys

import mlflow
import torch

from scenarios import harness, mnist
from scoring import MODEL, Scoring

BATCH = 100
TOLERANCE = 1e-4  # of a score; JSON's decimals and other batches round differently

settings = mnist.Settings.of_this_run()
digits = mnist.load("test", settings.test_images)
model = mlflow.pytorch.load_model(MODEL)
served = Scoring()

answers: list[torch.Tensor] = []


def asked(images: torch.Tensor) -> torch.Tensor:
    """Ask the server, and keep what it answers."""
    answers.append(served.scores(images))
    return answers[-1]


seen = mnist.evaluate(asked, digits)
expected = mnist.evaluate(model, digits)
with torch.no_grad():
    own = torch.cat([model(part) for part in digits.images.split(BATCH)])
scores = torch.cat(answers)
same = int((scores.argmax(1) == own.argmax(1)).sum())
gap = float((scores - own).abs().max())

harness.metric("predictions", len(digits), "predictions")
harness.metric("predictions_same", same, "predictions")
harness.metric("score_gap", gap)
harness.metric("served_accuracy", seen.accuracy)
harness.metric("model_accuracy", expected.accuracy)
print(f"{same} of {len(digits)} answers are the model's; scores' largest gap: {gap:g}")
print(f"accuracy served {seen.accuracy}, of the model itself {expected.accuracy}")
if same != len(digits) or gap > TOLERANCE or seen.accuracy != expected.accuracy:
    sys.exit("the served model does not answer like the registered one")
