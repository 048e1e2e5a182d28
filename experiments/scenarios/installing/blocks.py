"""Blocks: everything once a block, in an order that the recorded seed draws.

On a host that is shared, other machines take time away now and then. A block in
which they took more than `LIMIT` is repeated. Its values are kept in blocks.json,
marked as not quiet, and only those of quiet blocks become metrics: each block
is compared within itself, so that one can be repeated without the others.
"""

import os
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field

from scenarios import harness

LIMIT = 1.0  # percent of a block's time, as in the publish rule disturbed-timing
SPARE = 10  # blocks that are repeated before the machine is called too noisy


@dataclass
class Block:
    """One block: its number among the quiet ones, from 1, its order, its values."""

    number: int
    order: list[str]
    again: bool  # whether the one before was not quiet
    stolen_percent: float = 0.0
    quiet: bool = False
    values: list[dict] = field(default_factory=list)

    def metric(self, name: str, value: float, unit: str, **labels: str) -> None:
        """Take down a value, which is a metric if the block turns out quiet."""
        self.values.append({"name": name, "value": value, "unit": unit, **labels})


def orders(what: Sequence[str], count: int, seed: int) -> Iterator[list[str]]:
    """Yield the order of each block.

    What the machine does slowly, such as warming up, meets all alike, and what
    comes first or after what is left to chance and not to the alphabet.
    """
    draw = random.Random(seed)
    for _ in range(count):
        yield draw.sample(sorted(what), len(what))


def blocks(what: Sequence[str], count: int, seed: int) -> Iterator[Block]:
    """Yield blocks until as many as asked for were quiet; hands on their metrics."""
    done: list[Block] = []
    quiet = 0
    for order in orders(what, count + SPARE, seed):
        again = bool(done) and not done[-1].quiet
        block = Block(quiet + 1, order, again)
        stolen, began = _stolen(), time.monotonic()
        yield block
        share = (_stolen() - stolen) / (time.monotonic() - began) * 100
        block.stolen_percent, block.quiet = share, share <= LIMIT
        done.append(block)
        harness.keep("blocks.json", [asdict(each) for each in done])
        if not block.quiet:
            print(
                f"{share:.1f} % of block {block.number} went to other machines: again"
            )
            continue
        harness.metric("stolen_percent", share, "%", step=block.number)
        for value in block.values:
            harness.metric(**value, step=block.number)
        quiet += 1
        if quiet == count:
            return
    raise SystemExit(f"of {count + SPARE} blocks only {quiet} were quiet, not {count}")


def _stolen() -> float:
    """Return the seconds that other machines took from this one so far."""
    with open("/proc/stat", encoding="utf-8") as file:
        return int(file.readline().split()[8]) / os.sysconf("SC_CLK_TCK")
