"""Reads the trained models back and evaluates them on the test images."""

import os
from pathlib import Path

from scenarios import mnist

settings = mnist.Settings.of_this_run()
digits = mnist.load("test", settings.test_images)
for name in mnist.MODELS:
    model = mnist.restore(name, Path(os.environ["MODELS"], f"{name}.pt"))
    evaluation = mnist.evaluate(model, digits)
    mnist.record_evaluation(name, evaluation)
mnist.record_machine()
