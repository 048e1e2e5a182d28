"""Probe: the command line prints what programs can read."""

import json

from runs import carry_out
from scenarios import probing

carried = carry_out(0.25)
carried.ended.needed()


def is_read(*options: str) -> bool:
    command = ("wandb", "leet", "inspect", "--summary", *options, carried.folder)
    printed = probing.run(*command).needed().stdout
    try:
        run = json.loads(printed)
    except ValueError as error:
        return probing.holds(f"what it prints is JSON: {error}", False)
    return (
        probing.holds("how the run ended", run["state"] == "finished")
        and probing.holds("its parameter", run["config"] == {"learning_rate": 0.25})
        and probing.holds("its result", run["summary"]["slope"] > 1.5)
    )


def as_json() -> bool:
    """leet inspect --json prints a document"""
    return is_read("--json")


def for_eyes() -> bool:
    """the same without --json"""
    return is_read()


probing.passes(as_json, for_eyes)
