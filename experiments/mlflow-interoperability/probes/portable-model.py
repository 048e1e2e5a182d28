"""Probe: a model is exported in a portable format, and answers without the tool.

MLflow keeps a model in the format of its flavour. Of those, ONNX is the one that a
runtime reads which knows neither MLflow nor PyTorch; so the reader is a process
in which importing either of them fails.
"""

from collections.abc import Callable
from pathlib import Path

import mlflow
import numpy as np
import onnx
import torch

from scenarios import mnist, probing

settings = mnist.Settings.of_this_run()
digits = mnist.load("test", settings.test_images)
model = mnist.build("SimpleNN", settings.seed)
mnist.train(model, mnist.load("train", settings.train_images), settings)
with torch.no_grad():
    expected = model(digits.images).argmax(dim=1).numpy()
np.save("images.npy", digits.images.numpy())
mlflow.set_tracking_uri(f"sqlite:///{Path('models.db').absolute()}")


def answers_alone(log_model: Callable[[], mlflow.models.model.ModelInfo]) -> bool:
    folder = Path(mlflow.artifacts.download_artifacts(log_model().model_uri))
    print("kept:", sorted(str(f.relative_to(folder)) for f in folder.rglob("*.*")))
    files = list(folder.rglob("*.onnx"))
    if not probing.holds("there is an ONNX file", len(files) == 1):
        return False
    reader = probing.run("python", "probes/reader.py", files[0], "images.npy", "out.npy")
    if not probing.holds("the runtime reads it", reader.ok):
        return False
    same = (np.load("out.npy") == expected).mean()
    return probing.holds(f"it answers like the model: {same:.2%}", same == 1)


def onnx_flavour() -> bool:
    """mlflow.onnx.log_model keeps the model for the ONNX runtime"""
    example = digits.first(2).images
    batch = torch.export.Dim("batch")
    program = torch.onnx.export(
        model, (example,), dynamo=True, dynamic_shapes=({0: batch},)
    )
    onnx.checker.check_model(program.model_proto)
    return answers_alone(
        lambda: mlflow.onnx.log_model(program.model_proto, name="portable")
    )


def pytorch_flavour() -> bool:
    """the same for the flavour that keeps the model for PyTorch"""
    example = digits.first(2).images.numpy()
    return answers_alone(
        lambda: mlflow.pytorch.log_model(model, name="own", input_example=example)
    )


probing.passes(onnx_flavour, pytorch_flavour)
