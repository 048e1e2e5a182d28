"""Probe: a build server starts a run and learns how it ended.

The exit code is the script's own; the client's part is to hand it on, and to keep
it with the run, where a later step of the job reads it.
"""

import json

from runs import Carried, carry_out
from scenarios import probing


def known(carried: Carried) -> tuple[str, int]:
    """Return what is known of a run: its state and the exit code."""
    if carried.folder is None:
        return "no run", -1
    command = ("wandb", "leet", "inspect", "--summary", "--json", carried.folder)
    run = json.loads(probing.run(*command, quiet=True).needed().stdout)
    return run["state"], run["exit_code"]


def tells_the_truth(mode: str) -> bool:
    # Nobody is at the keyboard: the command's input is /dev/null.
    good, bad = (carry_out(rate, WANDB_MODE=mode, CI="1") for rate in (0.25, 0.0))
    return (
        probing.holds("a run that converges ends with 0", good.ended.ok)
        and probing.holds("one that does not ends with another", not bad.ended.ok)
        and probing.holds("and says why", "the last loss is" in bad.ended.output)
        and probing.holds(f"the first is {known(good)}", known(good) == ("finished", 0))
        and probing.holds(f"the other {known(bad)}", known(bad) == ("failed", 1))
    )


def kept() -> bool:
    """offline, each run keeps how it ended, and leet inspect tells it"""
    return tells_the_truth("offline")


def disabled() -> bool:
    """the same where the client is disabled"""
    return tells_the_truth("disabled")


probing.passes(kept, disabled)
