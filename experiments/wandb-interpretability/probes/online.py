"""Runs of a server, and the pages of its app; wants a server on loopback.

The browser has no account: the team of the key has to be one whose new projects are
open to everyone.
"""

import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import wandb

from scenarios import pages

sys.path.insert(0, str(Path.cwd()))
from workflow import bare, evaluate, train  # noqa: E402

__all__ = ["app", "bare", "evaluate", "project", "train"]


def project() -> str:
    """Return the name of a new project."""
    return f"probe-{uuid.uuid4().hex[:8]}"


@contextmanager
def app(run: wandb.Run, tab: str = "", of_project: bool = False) -> Iterator[pages.Page]:
    """Open a tab of a run's page, or of its project's."""
    address = run.project_url if of_project else run.url
    with pages.visit(f"{address}/{tab}", wait_for="main, #app", height=1200) as page:
        yield page
