"""What the runner gives a step, and what a step gives back.

A step reads its parameters, seed and data sets here and hands back metrics,
files and values for later steps. Everything goes through the environment
variables that `report help steps` lists, so a script that uses this module
also runs by hand once those variables are set.
"""

import json
import math
import os
from pathlib import Path


def parameter(name: str) -> str:
    """Return a parameter of experiment.yaml under the profile being run."""
    return os.environ["REPORT_PARAM_" + _variable(name)]


def seed() -> int:
    """Return the seed of experiment.yaml."""
    return int(os.environ["REPORT_SEED"])


def data(name: str) -> Path:
    """Return where a data set of study.yaml lies: a file, or the folder of an archive."""
    return Path(os.environ["REPORT_DATA_" + _variable(name)])


def out() -> Path:
    """Return the folder whose files are kept where `keep:` names them."""
    return Path(os.environ["REPORT_OUT"])


def metric(
    name: str, value: float, unit: str = "", step: int | None = None, **labels: str
) -> None:
    """Append one measurement to the run's evidence.

    `step` is the position on a curve, such as an epoch; labels tell apart
    measurements of one name, such as those of two models.
    """
    if not math.isfinite(value):
        raise ValueError(f"metric {name} is {value}, and only finite numbers are kept")
    line: dict[str, object] = {"name": name, "value": value}
    if unit:
        line["unit"] = unit
    if step is not None:
        line["step"] = step
    if labels:
        line["labels"] = labels
    # One write per line: tasks of one step may run in several processes.
    with open(os.environ["REPORT_METRICS"], "a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")


def hand_on(name: str, value: object) -> None:
    """Set an environment variable for the later steps of this attempt."""
    with open(os.environ["REPORT_ENV"], "a", encoding="utf-8") as file:
        file.write(f"{name}={value}\n")


def keep(name: str, content: object) -> None:
    """Write a JSON file with sorted keys into the folder of kept files."""
    text = json.dumps(content, indent=2, sort_keys=True, ensure_ascii=False)
    (out() / name).write_text(text + "\n", encoding="utf-8")


def _variable(name: str) -> str:
    return name.upper().replace("-", "_").replace(".", "_")
