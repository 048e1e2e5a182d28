"""The ways in which a probe may end, and what each of them asks for."""

import re
import sys
from collections.abc import Callable, Iterable, Mapping
from typing import NoReturn

from .commands import Ended
from .reference import Hit, Passage, search

DOES_NOT = 10

Check = Callable[[], bool]


def holds(what: str, truth: object) -> bool:
    """Print a condition with its outcome, and return whether it holds."""
    print(f"  {'yes' if truth else 'no '} {what}", flush=True)
    return bool(truth)


def passes(check: Check, *counterparts: Check) -> NoReturn:
    """End the probe with 0 where the check holds and each counterpart fails.

    A counterpart is the same check where the capability is left out or turned
    off: at least one, or nobody could tell whether the check looks at anything.
    """
    if not counterparts:
        _broken("a check without a counterpart may be one that cannot fail")
    if not _answer("check", check):
        _broken("the tool should do this; see above what did not hold")
    for counterpart in counterparts:
        if _answer("counterpart", counterpart):
            _broken("the check also holds where the capability is left out")
    print("PASSED: the tool does it, and without the capability the check fails")
    sys.exit(0)


def absent(
    passages: Iterable[Passage],
    pattern: str,
    *,
    known: str,
    attempt: Callable[[], str],
    says: str,
    other: Mapping[str, str] | None = None,
) -> NoReturn:
    """End the probe with 10: the tool's own texts do not have it, and it refuses.

    `known` is found in the same texts, which shows that the search works.
    `attempt` tries the natural form and returns the tool's complaint, "" if it
    made none; it has to match `says`, since a server that is down complains too
    but proves nothing. A hit is something else only if a pattern of `other` matches its
    "place: line" and so gives the reason; any further hit breaks the probe,
    since a person has to look at it.
    """
    passages = list(passages)
    print(f"searched: {len(passages)} help texts and docstrings, for /{pattern}/")
    if not search(passages, known):
        _broken(f"the search does not even find /{known}/, which is known to be there")
    print(f"  the same search finds /{known}/: {search(passages, known)[0]}")
    open_hits = [
        hit for hit in search(passages, pattern) if not _dismissed(hit, other or {})
    ]
    if open_hits:
        _broken("hits that nobody has judged:\n  " + "\n  ".join(map(str, open_hits)))
    print("attempt: the natural form")
    complaint = attempt()
    if not complaint:
        _broken("the tool took the natural form without a complaint")
    print(f"the tool says: {complaint}")
    if not re.search(says, complaint, re.IGNORECASE):
        _broken(f"that is not the refusal that /{says}/ describes")
    print("NOT DONE: neither its help nor its docstrings have it, and it refuses")
    sys.exit(DOES_NOT)


def complaint(ended: Ended) -> str:
    """Return the last line with which a command failed, or "" if it did not fail."""
    lines = [line.strip() for line in ended.output.splitlines() if line.strip()]
    return "" if ended.ok else (lines or [f"exit {ended.exit}"])[-1]


def raised(call: Callable[[], object]) -> str:
    """Return the exception that a call raises, as text, or "" if it raises none."""
    try:
        result = call()
    except Exception as error:  # whatever the tool says is what is asked for
        return f"{type(error).__name__}: {error}"
    print(f"  it answered: {result!r}")
    return ""


def _answer(kind: str, check: Check) -> bool:
    about = (check.__doc__ or check.__name__.replace("_", " ")).partition("\n")[0]
    print(f"{kind}: {about}", flush=True)
    outcome = bool(check())
    print(f"{kind} {'holds' if outcome else 'fails'}: {about}", flush=True)
    return outcome


def _dismissed(hit: Hit, other: Mapping[str, str]) -> bool:
    for pattern, reason in other.items():
        if re.search(pattern, str(hit), re.IGNORECASE):
            print(f"  {hit}\n    something else: {reason}")
            return True
    return False


def _broken(why: str) -> NoReturn:
    sys.exit(f"BROKEN PROBE: {why}")
