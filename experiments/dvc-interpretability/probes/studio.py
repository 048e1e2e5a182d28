"""An experiment that is sent to Studio; wants a repository that is connected to it.

The machine hands over the repository's address, which takes pushes, and that of the
public project that Studio makes of it, on loopback, where the browser goes.
"""

import os
import shutil
import tempfile
import uuid
from pathlib import Path

from scenarios import probing
from scenarios.repositories import Repository

PROJECT = os.environ["DVC_STUDIO_PROJECT"]
MODELS = f"{PROJECT.partition('/projects/')[0]}/models"


def unique() -> str:
    """Return a word that no other page has."""
    return uuid.uuid4().hex[:8]


def carry_out(word: str, *parameters: str) -> Repository:
    """Carry out the pipeline in a clone, with `word` in the names of what it leaves."""
    folder = Path(tempfile.mkdtemp(prefix="studio-"))
    address = os.environ["DVC_STUDIO_REPO_URL"]
    probing.run("git", "clone", "-q", address, folder).needed()
    made = Repository(folder)
    made.git("checkout", "-q", "-b", f"probe-{word}")
    shutil.copytree("pipelines/train", folder, dirs_exist_ok=True)
    for path in folder.glob("*.*"):
        text = path.read_text(encoding="utf-8")
        text = text.replace("model.json", f"model-{word}.json")
        path.write_text(text.replace("  line:", f"  line-{word}:"), encoding="utf-8")
    if not (folder / ".dvc").exists():
        made.dvc("init", "--quiet").needed()
    changes = [option for pair in parameters for option in ("--set-param", pair)]
    made.dvc("exp", "run", *changes, env={"DVC_STUDIO_OFFLINE": "true"}).needed()
    made.commit(f"trained {word}")
    return made


def push(made: Repository) -> None:
    """Push the branch, with its tags, to where Studio reads it."""
    made.git("push", "-q", "--tags", "origin", "HEAD")
