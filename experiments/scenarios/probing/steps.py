"""What the steps of the probed workflows do: they count their own calls.

A tool that says that it tried a step again is not believed; the step itself
leaves a line for each call, in a file that the tool knows nothing of.
"""

import os
import tempfile
from pathlib import Path


def count_anew() -> None:
    """Count from nothing, in a new folder: each check has its own."""
    os.environ["PROBE_CALLS"] = tempfile.mkdtemp(prefix="calls-")


def called(name: str) -> int:
    """Note that the step `name` was called; returns how often it was by now."""
    with _file(name).open("a", encoding="utf-8") as file:
        file.write("called\n")
    return calls(name)


def calls(name: str) -> int:
    """Return how often the step `name` was called."""
    path = _file(name)
    return len(path.read_text(encoding="utf-8").splitlines()) if path.exists() else 0


def _file(name: str) -> Path:
    return Path(os.environ["PROBE_CALLS"]) / name
