"""Probe: what a run left, on a page; wants Studio."""

from scenarios import pages, probing
from studio import PROJECT, carry_out, push, unique


def are_shown(pushed: bool) -> bool:
    word = unique()
    made = carry_out(word)
    if pushed:
        push(made)
    with pages.visit(PROJECT, wait_for="table") as table:
        return probing.holds("the model's file", table.shows(f"model-{word}.json"))


def pushed() -> bool:
    """the table of the project has the files that the run left"""
    return are_shown(pushed=True)


def kept() -> bool:
    """the same for a run that was not pushed"""
    return are_shown(pushed=False)


probing.passes(pushed, kept)
