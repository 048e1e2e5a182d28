"""What the probes of all tools share, so that one strictness holds for all.

A probe finds out whether a tool does something. It exits 0 when the tool does
it, 10 when the tool does not, and anything else says that the probe itself is
broken. Both answers have to be earned:

* `passes` wants a check that holds, and that fails in every counterpart where
  the capability is left out; a check that always holds is a broken probe.
* `absent` wants a search of the installed tool's own help and docstrings, which
  finds what is known to be there, and the error that the natural form meets.

Everything that is run, found or answered is printed: the log is the evidence.
"""

from .commands import Ended, run
from .reference import Passage, api, argparse_help, click_help, commands_help
from .variants import variant
from .verdict import absent, complaint, holds, passes, raised

__all__ = [
    "Ended",
    "Passage",
    "absent",
    "api",
    "argparse_help",
    "click_help",
    "commands_help",
    "complaint",
    "holds",
    "passes",
    "raised",
    "run",
    "variant",
]
