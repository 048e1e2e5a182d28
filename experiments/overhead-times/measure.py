"""Takes the times: baseline and every tool once a block, in an order that is drawn."""

import os
import time

import launches
from scenarios import harness
from scenarios.installing.blocks import blocks

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
drawn = blocks(
    [f"{kind} {tool}" for kind in kinds for tool in tools], count, harness.seed()
)
orders = []
for number, order in drawn:
    orders.append(order)
    seconds: dict[str, dict[str, float]] = {kind: {} for kind in kinds}
    for kind, tool in map(str.split, order):
        seconds[kind][tool] = once(kind, tool)
        print(
            f"block {number}: {tool}: {kind}: {seconds[kind][tool]:.2f} s", flush=True
        )
    seconds["step"] = {
        tool: (seconds["steps"][tool] - seconds["run"][tool]) / (launches.STEPS - 1)
        for tool in tools
    }
    for kind in ("training", "run", "step"):
        for tool, value in seconds[kind].items():
            harness.metric(f"{kind}_seconds", value, "s", step=number, tool=tool)
            added = value - seconds[kind]["baseline"]
            if tool != "baseline":
                name = f"{kind}_added_seconds"
                harness.metric(name, added, "s", step=number, tool=tool)
harness.keep("order.json", orders)
