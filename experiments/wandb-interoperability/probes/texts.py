"""The client's own texts: the help of all its commands, and its Python API."""

import wandb
from wandb.cli.cli import cli

from scenarios import probing
from scenarios.probing import Passage


def texts() -> list[Passage]:
    """Return the help of each command and the docstrings of what `wandb` offers."""
    return probing.click_help(cli, wandb.__name__) + probing.api("wandb")
