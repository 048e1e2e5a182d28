"""How the probes run a flow and read back what it left."""

import itertools
from dataclasses import dataclass
from pathlib import Path

from metaflow import Run, namespace

from scenarios import probing

_number = itertools.count(1)
namespace(None)


@dataclass(frozen=True)
class Launched:
    """A run of a flow: how its command ended, and its ID below the flow's name."""

    ended: probing.Ended
    id: str

    def run(self) -> Run:
        """Read the run back with the client API."""
        return Run(self.id)


def launch(flow: str | Path, name: str, command: str, *options: str) -> Launched:
    """Run a file's flow `name` with a command such as run or resume."""
    file = Path(f"run-id-{next(_number)}").absolute()
    ended = probing.run("python", flow, command, "--run-id-file", file, *options)
    return Launched(ended, f"{name}/{file.read_text() if file.exists() else 'none'}")
