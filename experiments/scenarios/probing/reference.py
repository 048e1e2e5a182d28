"""The installed tool's own help texts and docstrings, as passages to search."""

import argparse
import importlib
import inspect
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from .commands import run


@dataclass(frozen=True)
class Passage:
    """A text of the tool, and where it stands: a command or a Python name."""

    place: str
    text: str


@dataclass(frozen=True)
class Hit:
    """A line of a passage that a search found."""

    place: str
    line: str

    def __str__(self) -> str:
        return f"{self.place}: {self.line}"


def search(passages: Iterable[Passage], pattern: str) -> list[Hit]:
    """Return the places and lines that a regular expression finds, case aside."""
    found = re.compile(pattern, re.IGNORECASE)
    hits = []
    for passage in passages:
        lines = [line.strip() for line in passage.text.splitlines()]
        if found.search(passage.place) and not any(map(found.search, lines)):
            lines.insert(0, passage.place)
        hits += [Hit(passage.place, line) for line in lines if found.search(line)]
    return hits


def commands_help(*commands: Sequence[str]) -> list[Passage]:
    """Run commands, such as ("kfp", "run", "--help"), and take what they print."""
    return [
        Passage(" ".join(words), run(*words, quiet=True).needed().output)
        for words in commands
    ]


def click_help(command: Any, name: str) -> list[Passage]:
    """Take the help of a click command and of all below it, as --help prints it.

    Tools that bring a click of their own work too, so nothing of click's is
    imported here.
    """
    context = command.make_context(name, [], resilient_parsing=True)
    passages = [Passage(f"{name} --help", command.get_help(context))]
    if hasattr(command, "list_commands"):
        for word in command.list_commands(context):
            below = command.get_command(context, word)
            if below is not None:
                passages += click_help(below, f"{name} {word}")
    return passages


def argparse_help(parser: argparse.ArgumentParser) -> list[Passage]:
    """Take the help of an argparse parser and of all parsers below it."""
    passages = [Passage(f"{parser.prog} --help", parser.format_help())]
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for below in action.choices.values():
                passages += argparse_help(below)
    return passages


def api(*modules: str) -> list[Passage]:
    """Take signatures and docstrings of what modules offer in public."""
    return [
        passage
        for name in modules
        for passage in _public(importlib.import_module(name), name)
    ]


def _public(module: ModuleType, name: str) -> Iterator[Passage]:
    yield Passage(name, inspect.getdoc(module) or "")
    package = name.partition(".")[0]
    offered = getattr(module, "__all__", None)
    for word in sorted(offered if offered is not None else vars(module)):
        thing = getattr(module, word, None)
        home = getattr(thing, "__module__", None) or ""
        # Without __all__ a module also shows what it imports from elsewhere.
        if word.startswith("_") or not callable(thing):
            continue
        if offered is None and not home.startswith(package):
            continue
        yield _described(f"{name}.{word}", thing)
        if inspect.isclass(thing):
            yield from _methods(f"{name}.{word}", thing, package)


def _methods(name: str, owner: type, package: str) -> Iterator[Passage]:
    for word, member in inspect.getmembers(owner):
        home = getattr(member, "__module__", None) or ""
        if not word.startswith("_") and callable(member) and home.startswith(package):
            yield _described(f"{name}.{word}", member)


def _described(name: str, thing: object) -> Passage:
    try:
        signature = str(inspect.signature(thing))
    except (TypeError, ValueError):
        signature = "(...)"
    return Passage(name, f"{name}{signature}\n{inspect.getdoc(thing) or ''}")
