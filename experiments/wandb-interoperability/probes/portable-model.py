"""Probe: a model is exported in a portable format."""

from pathlib import Path

import wandb

from scenarios import probing
from texts import texts


def as_onnx() -> str:
    """Log a model, and ask for it in another format."""
    model = Path("model.json")
    model.write_text('{"slope": 2.0}', encoding="utf-8")
    with wandb.init(project="probe") as run:
        return probing.raised(lambda: run.log_model(model, name="line", format="onnx"))


probing.absent(
    texts(),
    r"onnx|torchscript|safetensors|pmml|saved_?model|model format|export",
    known=r"log_model",
    attempt=as_onnx,
    says=r"unexpected keyword argument 'format'",
    other={
        r"export WANDB_SERVICE": "a variable of the shell",
        r"export data to visualize": "what was logged, for another program",
    },
)
