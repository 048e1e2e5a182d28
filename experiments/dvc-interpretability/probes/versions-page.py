"""Probe: the versions of a model, on a page; wants Studio."""

from scenarios import pages, probing
from studio import MODELS, carry_out, push, unique


versioned, plain = unique(), unique()
carried_out = {word: carry_out(word) for word in (versioned, plain)}


def are_shown(word: str, *versions: str) -> bool:
    made = carried_out[word]
    for version in versions:
        command = ("gto", "register", f"line-{word}", "--version", version, "--force")
        probing.run(*command, cwd=made.folder).needed()
    push(made)
    with pages.visit(MODELS) as models:
        if not probing.holds("the model", models.shows(f"line-{word}")):
            return False
        models.click_text(f"line-{word}")
        return probing.holds("its versions", models.shows("v1.0.0", "v2.0.0"))


def registered() -> bool:
    """the page of a model has its registered versions"""
    return are_shown(versioned, "v1.0.0", "v2.0.0")


def unregistered() -> bool:
    """the same for a model of which none is registered"""
    return are_shown(plain)


probing.passes(registered, unregistered)
