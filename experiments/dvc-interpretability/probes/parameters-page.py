"""Probe: the parameters of a run, on a page; wants Studio."""

import random

from scenarios import pages, probing
from studio import PROJECT, carry_out, push, unique


sent, local = unique(), unique()
rates = {word: f"0.3{random.randrange(10_000, 99_999)}" for word in (sent, local)}
carried_out = {
    word: carry_out(word, f"learning_rate={rate}") for word, rate in rates.items()
}


def are_shown(word: str, pushed: bool) -> bool:
    if pushed:
        push(carried_out[word])
    with pages.visit(PROJECT, wait_for="table") as table:
        return probing.holds("the run", table.shows(f"probe-{word}")) and (
            probing.holds("and its parameter", table.shows("learning_rate", rates[word]))
        )


def pushed() -> bool:
    """the table of the project has the run's parameters"""
    return are_shown(sent, pushed=True)


def kept() -> bool:
    """the same for a run that was not pushed"""
    return are_shown(local, pushed=False)


probing.passes(pushed, kept)
