"""Probe: a run is read back over REST; wants Metaflow's metadata service."""

import json
import os
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

from flows import Launched, launch
from scenarios import probing

config = Path(os.environ["METAFLOW_HOME"], "config_local.json").read_text()
SERVICE = json.loads(config)["METAFLOW_SERVICE_URL"]


def answer(path: str) -> list[dict]:
    """Ask the service; nothing where it does not know the run."""
    try:
        with urlopen(f"{SERVICE}/flows/TrainFlow/runs/{path}") as response:
            text = response.read().decode()
    except HTTPError as error:
        print(f"GET {path}: {error.code}")
        return []
    print(f"GET {path}: {text[:2000]}")
    return json.loads(text)


kept, local = launch(), launch(top=("--metadata", "local"))


def is_read_back(run: Launched) -> bool:
    run.ended.needed()
    steps = {step["step_name"] for step in answer(f"{run.id}/steps")}
    artifacts = {found["name"] for found in answer(f"{run.id}/artifacts")}
    ends = [
        fact["value"]
        for fact in answer(f"{run.id}/metadata")
        if fact["field_name"] == "attempt_ok"
    ]
    return (
        probing.holds("its steps", {"start", "end"} <= steps)
        and probing.holds("its parameter", "learning_rate" in artifacts)
        and probing.holds("its result", "losses" in artifacts)
        and probing.holds("and that they went well", ends and set(ends) == {"True"})
    )


def with_service() -> bool:
    """the metadata service answers with the run's steps, artifacts and outcome"""
    return is_read_back(kept)


def without_service() -> bool:
    """the same for a run whose metadata stay in local files"""
    return is_read_back(local)


probing.passes(with_service, without_service)
