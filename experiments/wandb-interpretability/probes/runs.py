"""The runs that were carried out offline, as the command line reads their files."""

import json
import os
from pathlib import Path
from typing import Any

from scenarios import probing

FIRST, SECOND, BARE = (Path(os.environ[name]) for name in ("FIRST", "SECOND", "BARE"))


def summary(run: Path) -> dict[str, Any]:
    """Return a run's state, config, last values and console."""
    return json.loads(_inspect(run, "--summary"))


def records(run: Path, kind: str) -> list[dict[str, Any]]:
    """Return all that a run logged of a kind, such as history or artifact."""
    found = [json.loads(line) for line in _inspect(run).splitlines()]
    return [record[kind] for record in found if record["type"] == kind]


def _inspect(run: Path, *options: str) -> str:
    # Not printed as a whole, since it names the machine.
    command = ("wandb", "leet", "inspect", "--json", *options, run)
    return probing.run(*command, quiet=True).needed().stdout
