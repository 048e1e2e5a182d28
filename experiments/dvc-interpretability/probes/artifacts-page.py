"""Probe: what a run left, on a page; wants Studio."""

from scenarios import pages, probing
from studio import PROJECT, carry_out, push, unique


sent, local = unique(), unique()
carried_out = {word: carry_out(word) for word in (sent, local)}


def are_shown(word: str, pushed: bool) -> bool:
    if pushed:
        push(carried_out[word])
    with pages.visit(PROJECT, wait_for="table") as table:
        return probing.holds("the model's file", table.shows(f"model-{word}.json"))


def pushed() -> bool:
    """the table of the project has the files that the run left"""
    return are_shown(sent, pushed=True)


def kept() -> bool:
    """the same for a run that was not pushed"""
    return are_shown(local, pushed=False)


probing.passes(pushed, kept)
