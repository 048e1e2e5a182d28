"""Reads the list back from what the local runner keeps of each task."""

import json
from pathlib import Path

from scenarios import minimal, mnist

(run,) = Path("local_outputs").iterdir()


def output(task: str) -> dict:
    """Return what a task handed on: parameters, and where its artifacts are."""
    return json.loads((run / task / "executor_output.json").read_text())


fitted = output("fit")
artifacts = fitted["artifacts"]
losses = artifacts["losses"]["artifacts"][0]["metadata"]
minimal.check(
    fitted["parameterValues"]["Output"],
    [losses[name] for name in sorted(losses)],
    mnist.restore("SimpleNN", Path(artifacts["trained"]["artifacts"][0]["uri"])),
    output("evaluate")["parameterValues"]["Output"],
)
