"""Blocks: everything once a block, in an order that the recorded seed draws.

On a host that is shared, other machines take time away now and then. What is
measured while they take more than `LIMIT` of its time is measured again at
once, in the same block: a block holds one quiet measurement of everything, and
blocks.json all of them, the disturbed ones marked as not quiet. Before it is
measured again, the machine is watched for a while: long measurements are not to
be begun in vain.
"""

import os
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field

from scenarios import harness

LIMIT = 1.0  # percent of a measurement, as in the publish rule disturbed-timing
SPARE = 2  # times as many as asked for, before the machine is called too noisy
PATIENCE = 60.0  # seconds of waiting for quiet before measuring all the same
_LOOK = 2.0  # seconds of a look; the kernel counts what is stolen in hundredths


@dataclass
class Attempt:
    """One measurement: of what, how long, and how much of that others took."""

    number: int  # among all of the step, from 1
    what: str
    seconds: float = 0.0
    stolen_percent: float = 0.0
    quiet: bool = False

    def time(self, measure: Callable[[], float]) -> float:
        """Measure; what is taken in or around the seconds counts as of them."""
        before = _stolen()
        self.seconds = measure()
        self.stolen_percent = (_stolen() - before) / self.seconds * 100
        self.quiet = self.stolen_percent <= LIMIT
        return self.seconds


@dataclass
class Block:
    """One block: its number, from 1, its order, and what was measured in it."""

    number: int
    order: list[str]
    before: int  # measurements in earlier blocks
    most: int  # measurements in all blocks before the machine is too noisy
    keep: Callable[[], None]  # what is to be done after each of them
    attempts: list[Attempt] = field(default_factory=list)

    def until_quiet(self, what: str) -> Iterator[Attempt]:
        """Yield attempts at a measurement until one of them was quiet."""
        quiet = False
        while not quiet:
            number = self.before + len(self.attempts) + 1
            if number > self.most:
                raise SystemExit(
                    f"too noisy: after {self.most} measurements block {self.number}"
                    f" still lacks a quiet one of {what}"
                )
            attempt = Attempt(number, what)
            self.attempts.append(attempt)
            yield attempt
            self.keep()
            quiet = attempt.quiet
            if not quiet:
                share = f"{attempt.stolen_percent:.1f} %"
                print(
                    f"block {self.number}: {what}: {attempt.seconds:.2f} s, of which"
                    f" {share} went to other machines: again",
                    flush=True,
                )
                _settle()


def orders(what: Sequence[str], count: int, seed: int) -> Iterator[list[str]]:
    """Yield the order of each block.

    What the machine does slowly, such as warming up, meets all alike, and what
    comes first or after what is left to chance and not to the alphabet.
    """
    draw = random.Random(seed)
    for _ in range(count):
        yield draw.sample(sorted(what), len(what))


def blocks(what: Sequence[str], count: int, seed: int) -> Iterator[Block]:
    """Yield the blocks; says of each how much was stolen from its worst measurement."""
    done: list[Block] = []
    most = count * len(what) * (1 + SPARE)

    def keep() -> None:
        harness.keep("blocks.json", [_kept(each) for each in done])

    for number, order in enumerate(orders(what, count, seed), start=1):
        before = sum(len(each.attempts) for each in done)
        block = Block(number, order, before, most, keep)
        done.append(block)
        yield block
        worst = max(each.stolen_percent for each in block.attempts if each.quiet)
        harness.metric("stolen_percent", worst, "%", step=number)


def _kept(block: Block) -> dict:
    return {
        "number": block.number,
        "order": block.order,
        "attempts": [asdict(attempt) for attempt in block.attempts],
    }


def _settle() -> None:
    """Wait for quiet. Only from a machine that works can time be taken: so it does."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        before, began = _stolen(), time.monotonic()
        while time.monotonic() < began + _LOOK:
            pass
        if (_stolen() - before) / _LOOK * 100 <= LIMIT:
            return


def _stolen() -> float:
    """Return the seconds that other machines took from this one so far."""
    with open("/proc/stat", encoding="utf-8") as file:
        return int(file.readline().split()[8]) / os.sysconf("SC_CLK_TCK")
