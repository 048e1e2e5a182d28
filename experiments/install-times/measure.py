"""Installs every tool once a block, as `pip install NAME`, and takes the time."""

from pathlib import Path

from scenarios import harness
from scenarios.installing import TOOLS, Baseline, Environment, Wheelhouse
from scenarios.installing.blocks import blocks

wheels = Wheelhouse(Path("wheels"))
baseline = Baseline(Path("baseline"))
before = baseline.state()
count = int(harness.parameter("blocks"))
for attempt, block in enumerate(blocks(list(TOOLS), count, harness.seed()), start=1):
    for name in block.order:
        place = Path(f"environments/{attempt}-{name}").absolute()
        fresh = Environment(place) if place.exists() else baseline.fresh(place)
        held = fresh.packages()
        seconds = wheels.install(TOOLS[name], fresh)
        added = set(fresh.packages()) - set(held)
        print(f"block {block.number}: {name}: {seconds:.2f} s, {len(added)} packages")
        if not added:
            raise SystemExit(f"{name} was there before it was installed")
        block.metric("install_seconds", seconds, "s", tool=name)
if baseline.state() != before:
    raise SystemExit("an installation wrote into the environment that all start from")
