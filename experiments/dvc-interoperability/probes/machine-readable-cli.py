"""Probe: the command line prints what programs can read."""

import json

from scenarios import probing
from scenarios.repositories import repository

made = repository("pipelines/train")
made.dvc("exp", "run", "--name", "first").needed()


def is_read(*options: str) -> bool:
    printed = made.dvc("exp", "show", *options).needed().stdout
    try:
        [baseline] = [row for row in json.loads(printed) if row["rev"] != "workspace"]
    except ValueError as error:
        return probing.holds(f"what it prints is JSON: {error}", False)
    [found] = [row for group in baseline["experiments"] for row in group["revs"]]
    data = found["data"]
    return (
        probing.holds("it names the experiment", found["name"] == "first")
        and probing.holds(
            "its parameter",
            data["params"]["params.yaml"]["data"] == {"learning_rate": 0.5},
        )
        and probing.holds("its result", data["metrics"]["loss.json"]["data"])
    )


def as_json() -> bool:
    """exp show --json prints a document"""
    return is_read("--json")


def for_eyes() -> bool:
    """the same without --json"""
    return is_read("--no-pager")


probing.passes(as_json, for_eyes)
