"""The steps of the experiments that install one tool and go its documented way."""

import os
import shutil
import subprocess
import sys
from functools import partial
from pathlib import Path

from scenarios import harness
from scenarios.timing import blocks

from .baseline import Baseline, Environment
from .documented import Command, Documented, Walk
from .tools import TOOLS
from .wheels import Wheelhouse

_WHEELS = Wheelhouse(Path("wheels"))
_BASELINE = Baseline(Path("baseline"))
_PLACE = Path("environment")


def main(tool: str, documented: Documented) -> None:
    """Carry out the step that the command line names."""
    {"fetch": _fetch, "install": _install, "first-run": _run, "first-page": _page}[
        sys.argv[1]
    ](tool, documented)


def _fetch(tool: str, documented: Documented) -> None:
    harness.metric("download_seconds", _WHEELS.fetch(TOOLS[tool]), "s")
    harness.metric("download_megabytes", _WHEELS.megabytes(TOOLS[tool]), "MB")
    _BASELINE.make()


def _install(tool: str, documented: Documented) -> None:
    """Install as documented, and weigh what has come."""
    if documented.install.split()[:2] != ["pip", "install"]:
        raise SystemExit(f"{documented.install} is not how wheels are installed")
    environment = _BASELINE.fresh(_PLACE)
    held, sizes = environment.packages(), environment.sizes()
    before = _BASELINE.state()
    walk = _walk(environment, "install")
    os.environ.update(_WHEELS.settings(TOOLS[tool], Path("empty-cache").absolute()))
    walk.take([Command(documented.install)])
    now, new_sizes = environment.packages(), environment.sizes()
    for name in sorted(set(now) - set(held)):
        print(f"  {name} {now[name]}")
    for name in sorted(name for name in held if now.get(name) != held[name]):
        print(f"  {name} {held[name]} is now {now.get(name, 'gone')}")
    harness.metric("packages_added", len(set(now) - set(held)))
    changed = sum(now.get(name) != version for name, version in held.items())
    harness.metric("packages_changed", changed)
    added = sum(new_sizes.values()) - sum(sizes.values())
    harness.metric("megabytes_added", added / 1e6, "MB")
    if _BASELINE.state() != before:
        raise SystemExit("the installation wrote into what all environments share")
    harness.hand_on("INSTALL_FAILURES", walk.failures)
    harness.hand_on("INSTALL_COMMANDS", len(walk.started))


def _run(tool: str, documented: Documented) -> None:
    """Go on to the first run that can be read back."""
    walk = _walk(Environment(_PLACE.absolute()), "first-run")
    try:
        try:
            walk.take(documented.first_run)
        except subprocess.CalledProcessError:
            print("the failure counts; the run may have been recorded all the same")
        if not documented.recorded(walk):
            raise SystemExit("no run can be read back")
    finally:
        walk.stop()
    harness.metric("commands", len(walk.started) + int(os.environ["INSTALL_COMMANDS"]))
    harness.hand_on("RUN_FAILURES", walk.failures)


def _page(tool: str, documented: Documented) -> None:
    """Go on to the first page, its last command as often as the parameter says."""
    walk = _walk(Environment(_PLACE.absolute()), "first-page")
    *before, last = documented.first_page
    walk.take(before)
    repetitions = int(harness.parameter("repetitions"))
    for block in blocks(["page"], repetitions, 0):
        for attempt in block.until_quiet("page"):
            name = f"first-page-{attempt.number}"
            again = _walk(walk.environment, name, copied=walk.folder)
            try:
                attempt.time(partial(again.take, [last]))
            finally:
                again.stop()
        took = f"{attempt.seconds:.2f} s"
        print(f"{block.number}: the page was there after {took}", flush=True)
        step = block.number
        harness.metric("ready_seconds", attempt.seconds, "s", step=step)
    started = len(walk.started) + len(again.started)
    harness.metric("commands", started + int(os.environ["INSTALL_COMMANDS"]))
    failures = walk.failures + again.failures
    earlier = int(os.environ["INSTALL_FAILURES"]) + int(os.environ["RUN_FAILURES"])
    harness.metric("failures", failures + earlier)


def _walk(environment: Environment, name: str, copied: Path | None = None) -> Walk:
    """Begin in a folder with the files that the user has, or a copy of another."""
    folder = Path("walks", name).absolute()
    if copied or Path("files").exists():
        shutil.copytree(copied or Path("files"), folder, symlinks=True)
    folder.mkdir(parents=True, exist_ok=True)
    os.environ["HOME"] = str(folder)  # what tools keep there is part of the state
    os.environ["AIRFLOW_HOME"] = str(folder / "airflow")
    return Walk(environment, folder, int(os.environ["REPORT_PORT_PAGE"]))
