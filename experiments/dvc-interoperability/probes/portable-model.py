"""Probe: a model is exported in a portable format."""

from scenarios import probing
from scenarios.repositories import repository, texts


def attempt() -> str:
    """Ask for an artifact in another format."""
    made = repository("pipelines/train")
    command = ("artifacts", "get", ".", "model.json", "--format", "onnx")
    return probing.complaint(made.dvc(*command))


probing.absent(
    texts(),
    r"onnx|torchscript|safetensors|pmml|saved_?model|model format|export",
    known=r"artifact",
    attempt=attempt,
    says=r"unrecognized arguments: --format",
    other={r"import-db": "the format of what a query gives"},
)
