"""Running a command, with all that it says in the log."""

import os
import shlex
import signal
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Ended:
    """A command that has ended."""

    argv: tuple[str, ...]
    exit: int
    stdout: str
    stderr: str
    seconds: float

    @property
    def ok(self) -> bool:
        """Whether it ended with 0."""
        return self.exit == 0

    @property
    def output(self) -> str:
        """Both streams, one after the other."""
        return self.stdout + self.stderr

    def needed(self) -> "Ended":
        """Return itself, or break the probe where the command failed."""
        if not self.ok:
            raise RuntimeError(f"{shlex.join(self.argv)} ended with {self.exit}")
        return self


def run(
    *argv: str | Path,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    timeout: float = 180,
    quiet: bool = False,
) -> Ended:
    """Run a command to its end and print what it said, or not with `quiet`.

    `env` is added to the variables of the step. Where the time runs out, the
    command and its children are killed and the probe is broken: a probe that
    means to see a timeout has to let the tool be the one that ends the step.
    """
    words = tuple(str(word) for word in argv)
    print("$", shlex.join(words), flush=True)
    began = time.monotonic()
    process = subprocess.Popen(
        words,
        env={**os.environ, **(env or {})},
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        start_new_session=True,
    )
    try:
        stdout, stderr = process.communicate(timeout=timeout)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        stdout, stderr = process.communicate()
        print(stdout + stderr)
        raise TimeoutError(f"{shlex.join(words)} did not end within {timeout:g} s")
    ended = Ended(words, process.returncode, stdout, stderr, time.monotonic() - began)
    if not quiet and ended.output.strip():
        print(ended.output.rstrip())
    print(f"(exit {ended.exit} after {ended.seconds:.1f} s)", flush=True)
    return ended
