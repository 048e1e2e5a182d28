"""Blocks: everything once a block, in an order that the recorded seed draws."""

import random
from collections.abc import Iterator, Sequence


def blocks(
    what: Sequence[str], count: int, seed: int
) -> Iterator[tuple[int, list[str]]]:
    """Yield the number of each block, from 1, and the order within it.

    What the machine does slowly, such as warming up, meets all alike, and what
    comes first or after what is left to chance and not to the alphabet.
    """
    draw = random.Random(seed)
    for number in range(1, count + 1):
        yield number, draw.sample(sorted(what), len(what))
