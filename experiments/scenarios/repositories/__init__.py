"""Git repositories under DVC, made from a folder of files, and DVC's own texts.

A probe carries out a pipeline in a repository of its own:

    from scenarios.repositories import repository, texts

    made = repository("pipelines/train")
    made.dvc("exp", "run", "--name", "first").needed()
    assert "loss" in made.shown("metrics", "show")["loss.json"]["data"]

What DVC does not do is looked for in `texts()`. The experiment's `env` names the
author and committer of git's commits.
"""

import json
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scenarios import probing
from scenarios.probing import Ended, Passage


@dataclass(frozen=True)
class Repository:
    """A folder under git and DVC."""

    folder: Path

    def dvc(
        self, *words: str | Path, env: Mapping[str, str] | None = None, quiet: bool = False
    ) -> Ended:
        """Run one of DVC's commands."""
        return probing.run("dvc", *words, cwd=self.folder, env=env, quiet=quiet)

    def git(self, *words: str | Path) -> Ended:
        """Run one of git's commands, which has to succeed."""
        return probing.run("git", *words, cwd=self.folder).needed()

    def commit(self, message: str) -> None:
        """Commit all that git sees."""
        self.git("add", "--all")
        self.git("commit", "-qm", message)

    def shown(self, *words: str) -> Any:
        """Return what one of DVC's commands prints with --json."""
        return json.loads(self.dvc(*words, "--json").needed().stdout)

    def text(self, name: str) -> str:
        """Return a file's content, "" where it is not there."""
        path = self.folder / name
        return path.read_text(encoding="utf-8") if path.exists() else ""

    def clone(self) -> "Repository":
        """Clone the repository, as a colleague would: without DVC's cache."""
        folder = Path(tempfile.mkdtemp(prefix="clone-"))
        self.git("clone", "-q", ".", folder)
        return Repository(folder)


def repository(source: Path | str, folder: Path | None = None) -> Repository:
    """Set up a repository with copies of the files of `source`, and commit them.

    It lies in a new folder of temporary files unless `folder` says where.
    """
    made = Repository(folder or Path(tempfile.mkdtemp(prefix="repository-")))
    shutil.copytree(source, made.folder, dirs_exist_ok=True)
    made.git("init", "-q", "-b", "main")
    made.dvc("init", "--quiet").needed()
    made.commit("the pipeline")
    return made


def texts() -> list[Passage]:
    """Return the help of all of DVC's commands, and the docstrings of its Python API."""
    from dvc.cli.parser import get_main_parser

    return probing.argparse_help(get_main_parser()) + probing.api("dvc.api")
