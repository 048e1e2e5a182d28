"""Takes the times: baseline and every tool once a block, in an order that is drawn."""

import os
import time
from functools import partial

import launches
from scenarios import harness
from scenarios.timing import blocks

IDLE = 10  # seconds in which nothing is started, to see what goes on beside


def busy() -> float:
    """Return the seconds that the machine's processors worked so far."""
    with open("/proc/stat", encoding="utf-8") as file:
        user, nice, system, _, _, irq, softirq, *_ = map(
            int, file.readline().split()[1:]
        )
    return (user + nice + system + irq + softirq) / os.sysconf("SC_CLK_TCK")


def once(kind: str, tool: str) -> float:
    """Start a tool's work of one kind; returns the seconds."""
    if kind == "training":
        return launches.training(tool)
    return launches.nothing(tool, 1 if kind == "run" else launches.STEPS)


before = busy()
time.sleep(IDLE)
share = (busy() - before) / IDLE * 100
print(f"servers and schedulers at rest take {share:.1f} % of one core")
harness.metric("busy_beside_percent", share, "%")

tools = list(launches.LAUNCHES)
kinds = ("training", "run", "steps")
count = int(harness.parameter("blocks"))
everything = [f"{kind} {tool}" for kind in kinds for tool in tools]
for block in blocks(everything, count, harness.seed()):
    seconds: dict[str, dict[str, float]] = {kind: {} for kind in kinds}
    for what in block.order:
        kind, tool = what.split()
        for attempt in block.until_quiet(what):
            attempt.time(partial(once, kind, tool))
        seconds[kind][tool] = attempt.seconds
        took = f"{attempt.seconds:.2f} s"
        print(f"block {block.number}: {tool}: {kind}: {took}", flush=True)
    seconds["step"] = {
        tool: (seconds["steps"][tool] - seconds["run"][tool]) / (launches.STEPS - 1)
        for tool in tools
    }
    step = block.number
    for kind in ("training", "run", "step"):
        for tool, value in seconds[kind].items():
            harness.metric(f"{kind}_seconds", value, "s", step=step, tool=tool)
            if tool != "baseline":
                added = value - seconds[kind]["baseline"]
                name = f"{kind}_added_seconds"
                harness.metric(name, added, "s", step=step, tool=tool)
