"""Carries out the runs that the probes look at, offline, and says where they lie."""

from pathlib import Path

from scenarios import harness
from workflow import bare, train

for name, run in {"FIRST": train(0.1), "SECOND": train(0.3), "BARE": bare()}.items():
    harness.hand_on(name, Path(run.dir).parent)
