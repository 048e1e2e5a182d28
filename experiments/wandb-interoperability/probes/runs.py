"""How the probes carry out the workflow, and where its run lies."""

import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from scenarios import probing

WORKFLOW = Path("workflows/train.py").absolute()


@dataclass(frozen=True)
class Carried:
    """How the workflow ended, and the run's folder, none where it left none."""

    ended: probing.Ended
    folder: Path | None


def carry_out(rate: float, **env: str) -> Carried:
    """Run the workflow in a folder of its own, with settings in `env`."""
    where = Path(tempfile.mkdtemp(prefix="run-"))
    command = (sys.executable, WORKFLOW, str(rate))
    ended = probing.run(*command, env=env, cwd=where)
    # Online, its name begins with run-.
    folders = [*where.glob("wandb/offline-run-*"), *where.glob("wandb/run-*")]
    return Carried(ended, folders[0] if folders else None)


def run_id(carried: Carried) -> str:
    """Return the ID, with which the folder's name ends."""
    return carried.folder.name.rpartition("-")[2]


def key() -> tuple[str, str]:
    """Return the server's address and the key that the machine hands over."""
    return os.environ["WANDB_BASE_URL"].rstrip("/"), os.environ["WANDB_API_KEY"]
