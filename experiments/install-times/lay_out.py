"""Lays out the environments that are installed into, one for each installation."""

from pathlib import Path

from scenarios import harness
from scenarios.installing import TOOLS, Baseline
from scenarios.timing import orders

baseline = Baseline(Path("baseline"))
count = int(harness.parameter("blocks"))
for number, order in enumerate(orders(list(TOOLS), count, harness.seed()), start=1):
    for name in order:
        baseline.fresh(Path(f"environments/{number}-{name}"))
    print(f"block {number}: {len(order)} environments")
