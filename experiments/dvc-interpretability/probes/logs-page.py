"""Probe: the log of each step, on a page."""

from pathlib import Path

from runs import TRAINED
from scenarios import probing
from scenarios.repositories import Repository, texts


def attempt() -> str:
    """Ask for the logs as a page, as plots has it."""
    return probing.complaint(Repository(Path(TRAINED)).dvc("plots", "show", "--logs"))


probing.absent(
    texts(),
    r"\blogs?\b|\bstd(out|err)\b|\bconsole\b",
    known=r"HTML template",
    attempt=attempt,
    says=r"unrecognized arguments: --logs",
    other={
        r"git log": "a command of git",
        r"^dvc queue": "it prints the logs of queued experiments in the terminal",
    },
)
