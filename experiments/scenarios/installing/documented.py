"""A tool's documented way to a first run and a first page, carried out and counted.

The commands stand here as a user types them, each a process of its own, without
a shell. What is counted is what was started: `Walk` writes each command down
when it starts it, and a failure when it fails.
"""

import os
import shlex
import shutil
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from .baseline import Environment

PATIENCE = 300  # seconds until what does not answer has failed
_INTERVAL = 0.05  # seconds between two looks; an answer is seen half of it too late


@dataclass(frozen=True)
class Command:
    """A command as the documentation gives it, {port} standing for a free port.

    One with `answers` stays up: it has begun once that address gives a page.
    One with `writes` has shown its page once it has ended and the file is there.
    `instead` is what a user does next where the command fails as documented, and
    `first` what the documentation has done on the page before: it is no command.
    """

    line: str
    answers: str = ""
    writes: str = ""
    instead: str = ""
    first: Callable[["Walk"], None] = lambda walk: None


@dataclass
class Walk:
    """Commands carried out in one folder, in the order in which they were started."""

    environment: Environment
    folder: Path
    port: int
    started: list[str] = field(default_factory=list)
    failures: int = 0
    up: list[subprocess.Popen] = field(default_factory=list)

    def take(self, commands: Sequence[Command]) -> float:
        """Carry out commands; returns the seconds of the last one until its page."""
        seconds = 0.0
        for command in commands:
            seconds = self._one(command)
        return seconds

    def _one(self, command: Command) -> float:
        command.first(self)
        try:
            return self.start(command)
        except subprocess.CalledProcessError as error:
            self.failures += 1
            print(f"FAILED as documented, exit {error.returncode}: {command.line}")
            if not command.instead:
                raise
            return self.start(Command(command.instead, command.answers, command.writes))

    def start(self, command: Command) -> float:
        """Start one command and wait for its end or its page; returns the seconds."""
        line = command.line.format(port=self.port)
        print("$", line, flush=True)
        self.started.append(line)
        words = self._words(line)
        began = time.monotonic()
        process = subprocess.Popen(
            words,
            cwd=self.folder,
            env=self.environment.variables(),
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        if command.answers:
            self.up.append(process)
            _wait_for_page(process, command.answers.format(port=self.port))
        elif process.wait(PATIENCE):
            raise subprocess.CalledProcessError(process.returncode, line)
        seconds = time.monotonic() - began
        if command.writes and not list(self.folder.glob(command.writes)):
            raise SystemExit(f"{line} wrote no {command.writes}")
        return seconds

    def start_again(self, command: Command, why: str) -> None:
        """Stop what stays up and start it anew: a failure, and a command more."""
        print(f"FAILED as documented: {why}; started again", flush=True)
        self.failures += 1
        self.stop()
        self.start(command)

    def ask(self, line: str) -> str:
        """Run a command that looks at what is there and counts for nothing."""
        print("looks:", line, flush=True)
        answer = subprocess.run(
            self._words(line),
            cwd=self.folder,
            env=self.environment.variables(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        ).stdout
        print(answer)
        return answer

    def _words(self, line: str) -> list[str]:
        """Split a line into words, the program found as an activated shell would."""
        words = shlex.split(line)
        program = shutil.which(words[0], path=self.environment.variables()["PATH"])
        return [program or words[0], *words[1:]]

    def stop(self) -> None:
        """End what stays up, and wait until all of it has ended."""
        for process in reversed(self.up):
            _signal(process.pid, signal.SIGTERM)
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                print("still there after 30 s, killed")
            _signal(process.pid, signal.SIGKILL)
            process.wait()
        self.up.clear()


@dataclass(frozen=True)
class Documented:
    """The way of one tool, from the environment with the baseline on."""

    install: str
    first_run: tuple[Command, ...]
    first_page: tuple[Command, ...]
    recorded: Callable[[Walk], bool]  # whether the first run can be read back


def _wait_for_page(process: subprocess.Popen, address: str) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if process.poll() is not None:
            raise subprocess.CalledProcessError(process.returncode, str(process.args))
        try:
            with urllib.request.urlopen(address, timeout=10) as answer:
                if answer.read().lstrip()[:1] == b"<":
                    return
        except (OSError, urllib.error.HTTPError):
            pass
        time.sleep(_INTERVAL)
    raise TimeoutError(f"{address} gave no page within {PATIENCE} s")


def _signal(group: int, number: signal.Signals) -> None:
    """Signal a process group, if there is anybody left in it."""
    try:
        os.killpg(group, number)
    except ProcessLookupError:
        pass
