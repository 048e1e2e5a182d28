"""How a user starts each tool's training, and a run of it that does nothing.

A launch is one process; it has ended when the work has. All start in a new
folder, which `prepare` fills where the tool wants a repository there.
"""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from scenarios.installing.tools import EXPERIMENTS

STEPS = 5  # of the long run that does nothing
HERE = Path(__file__).resolve().parent
ENVIRONMENTS = HERE / "environments"
REPOSITORY = HERE / "repository"


def _empty(folder: Path) -> None:
    folder.mkdir()


def _embedding(folder: Path) -> None:
    """Lay Kubeflow's script beside the plain one, which it embeds from there."""
    folder.mkdir()
    for name in ("kubeflow-minimal/minimal.py", "baseline-minimal/train.py"):
        shutil.copy(EXPERIMENTS / name, folder)


def _repository(folder: Path) -> None:
    shutil.copytree(REPOSITORY, folder, symlinks=True)


def _stages(folder: Path, steps: int) -> None:
    _repository(folder)
    stages = "".join(f"  step_{i}:\n    cmd: python -c pass\n" for i in range(steps))
    (folder / "dvc.yaml").write_text("stages:\n" + stages, encoding="utf-8")


@dataclass(frozen=True)
class Launches:
    """The commands of one tool, {steps} standing for how many there are."""

    training: tuple[str, ...]
    nothing: tuple[str, ...]
    prepare: Callable[[Path], None] = _empty
    prepare_nothing: Callable[[Path, int], None] = lambda folder, steps: _empty(folder)


def _script(name: str) -> str:
    return str(EXPERIMENTS / f"{name}-minimal" / "train.py")


def _nothing(name: str) -> str:
    return str(HERE / "nothing" / f"{name}.py")


_TRIGGER = ("python", str(HERE / "trigger.py"))

LAUNCHES = {
    "baseline": Launches(
        ("python", _script("baseline")), ("python", _nothing("plain"), "{steps}")
    ),
    "mlflow": Launches(
        ("python", _script("mlflow")), ("python", _nothing("mlflow_run"), "{steps}")
    ),
    "metaflow": Launches(
        ("python", _script("metaflow"), "run"),
        ("python", _nothing("metaflow_{steps}"), "run"),
    ),
    "airflow": Launches((*_TRIGGER, "minimal"), (*_TRIGGER, "nothing_{steps}")),
    "kubeflow": Launches(
        ("python", "minimal.py"),
        ("python", _nothing("kubeflow_run"), "{steps}"),
        _embedding,
    ),
    "dvc": Launches(
        ("python", _script("dvc")), ("dvc", "exp", "run"), _repository, _stages
    ),
    "wandb": Launches(
        ("python", _script("wandb")), ("python", _nothing("wandb_run"), "{steps}")
    ),
}


def training(tool: str) -> float:
    """Train once with a tool; returns the seconds of the whole process."""
    launches = LAUNCHES[tool]
    return _timed(tool, launches.training, launches.prepare)


def nothing(tool: str, steps: int) -> float:
    """Do nothing with a tool in that many steps; returns the seconds."""
    launches = LAUNCHES[tool]
    command = tuple(word.format(steps=steps) for word in launches.nothing)
    return _timed(tool, command, lambda at: launches.prepare_nothing(at, steps))


def _timed(
    tool: str, command: tuple[str, ...], prepare: Callable[[Path], None]
) -> float:
    root = ENVIRONMENTS / tool
    variables = os.environ | {
        "VIRTUAL_ENV": str(root),
        "PATH": f"{root / 'bin'}{os.pathsep}{os.environ['PATH']}",
    }
    with tempfile.TemporaryDirectory(prefix="launch-") as folder:
        at = Path(folder) / "work"
        prepare(at)
        with (Path(folder) / "log").open("w+", encoding="utf-8") as log:
            began = time.monotonic()
            ended = subprocess.run(
                [str(root / "bin" / command[0]), *command[1:]],
                env=variables,
                cwd=at,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
            seconds = time.monotonic() - began
            if ended.returncode != 0:
                log.seek(0)
                print(log.read())
                raise SystemExit(f"{tool}: {command} ended with {ended.returncode}")
    return seconds
