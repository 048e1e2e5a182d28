"""Installs every tool once a block, as `pip install NAME`, and takes the time."""

from pathlib import Path

from scenarios import harness
from scenarios.installing import TOOLS, Baseline, Wheelhouse
from scenarios.installing.blocks import blocks

wheels = Wheelhouse(Path("wheels"))
baseline = Baseline(Path("baseline"))
before = baseline.state()
count = int(harness.parameter("blocks"))
orders = []
for number, order in blocks(list(TOOLS), count, harness.seed()):
    orders.append(order)
    for name in order:
        fresh = baseline.fresh(Path("environment"))
        held = fresh.packages()
        seconds = wheels.install(TOOLS[name], fresh)
        added = set(fresh.packages()) - set(held)
        print(f"block {number}: {name}: {seconds:.2f} s, {len(added)} packages")
        if not added:
            raise SystemExit(f"{name} was there before it was installed")
        harness.metric("install_seconds", seconds, "s", step=number, tool=name)
harness.keep("order.json", orders)
if baseline.state() != before:
    raise SystemExit("an installation wrote into the environment that all start from")
