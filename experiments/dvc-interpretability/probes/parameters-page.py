"""Probe: the parameters of a run, on a page; wants Studio."""

import random

from scenarios import pages, probing
from studio import PROJECT, carry_out, push, unique


def are_shown(pushed: bool) -> bool:
    word, rate = unique(), f"0.3{random.randrange(10_000, 99_999)}"
    made = carry_out(word, f"learning_rate={rate}")
    if pushed:
        push(made)
    with pages.visit(PROJECT, wait_for="table") as table:
        return probing.holds("the run", table.shows(f"probe-{word}")) and (
            probing.holds("and its parameter", table.shows("learning_rate", rate))
        )


def pushed() -> bool:
    """the table of the project has the run's parameters"""
    return are_shown(pushed=True)


def kept() -> bool:
    """the same for a run that was not pushed"""
    return are_shown(pushed=False)


probing.passes(pushed, kept)
