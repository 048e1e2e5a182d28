"""Installs every tool once a block, as `pip install NAME`, and takes the time."""

from functools import partial
from pathlib import Path

from scenarios import harness
from scenarios.installing import TOOLS, Baseline, Environment, Wheelhouse
from scenarios.timing import blocks

wheels = Wheelhouse(Path("wheels"))
baseline = Baseline(Path("baseline"))
before = baseline.state()
count = int(harness.parameter("blocks"))
for block in blocks(list(TOOLS), count, harness.seed()):
    for name in block.order:
        laid_out = Environment(Path(f"environments/{block.number}-{name}").absolute())
        for attempt in block.until_quiet(name):
            fresh = laid_out or baseline.fresh(Path(f"environments/{attempt.number}"))
            laid_out = None
            held = fresh.packages()
            seconds = attempt.time(partial(wheels.install, TOOLS[name], fresh))
            added = set(fresh.packages()) - set(held)
            if not added:
                raise SystemExit(f"{name} was there before it was installed")
        took = f"{seconds:.2f} s, {len(added)} packages"
        print(f"block {block.number}: {name}: {took}", flush=True)
        step = block.number
        harness.metric("install_seconds", seconds, "s", step=step, tool=name)
if baseline.state() != before:
    raise SystemExit("an installation wrote into the environment that all start from")
