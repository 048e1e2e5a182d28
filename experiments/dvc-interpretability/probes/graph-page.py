"""Probe: the steps as a graph, on a page."""

from pathlib import Path

from runs import TRAINED
from scenarios import probing
from scenarios.repositories import Repository, texts


def attempt() -> str:
    """Ask for the graph as a page, as plots has it."""
    return probing.complaint(Repository(Path(TRAINED)).dvc("dag", "--html"))


probing.absent(
    texts(),
    r"\bgraph|\bDAG\b|mermaid|\bdot\b",
    known=r"HTML template",
    attempt=attempt,
    says=r"unrecognized arguments: --html",
    other={
        r"\bdvc dag\b|^dvc --help: dag": "it prints text, for the terminal or for another"
        " program to draw",
    },
)
