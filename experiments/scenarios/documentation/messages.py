"""What a message holds when its user makes a mistake: value, place and mend.

The rules are strings, alike for all tools. They were developed while messages of
two of them were read, in runs that are not scored; all scored runs came after:

* value: the wrong value, as it was given, stands in the message;
* place: the message says where it was given: the user's file with a line, or the
  option, variable, setting, step or workflow that the user named;
* mend: the right value stands in the message, or an instruction that leads to it,
  such as what to check, to start or to set. "Try --help" only says where to
  go on searching, and counts as none.

The message is what the tool shows because of the mistake: from its first line of
trouble on, less the lines that the same command shows without the mistake.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from scenarios import harness
from scenarios.probing import Ended

TROUBLE = re.compile(
    r"error|exception|traceback|fail|warn|refused|retrying|invalid|unexpected|unrecogni[sz]ed"
    r"|no such|not found|does not exist|missing|unable|cannot|can't|could ?n[o']t|usage:",
    re.IGNORECASE,
)
INSTRUCTIONS = re.compile(
    r"did you mean|you may have meant"
    r"|\b(please )?(check|make sure|ensure|verify|confirm) (that|if|whether|the|your|you|it)\b"
    r"|\bis (the|your) [\w ]{1,30} (running|up|reachable|correct)\?"
    r"|\b(possible|available|valid|allowed|known|supported) (options?|values?|names?|parameters?|arguments?)\b"
    r"|\b(start|launch|configure|set|export|create|add|provide|specify|rename) (the|your|a|an|it|`|'|\")"
    r"|\b(run|use|try|hint|see):? (`|'[a-z]+ [a-z]|\"[a-z]+ [a-z]|--[a-z]|[a-z]+ [a-z]+ to\b|https?://)"
    r"|\bmust be one of\b|\bshould be one of\b|\bexpected one of\b",
    re.IGNORECASE,
)
NO_MEND = re.compile(r"--help\b|\s-h\b", re.IGNORECASE)
# The frames of a traceback show code, whose comments and names instruct nobody.
FRAME = re.compile(r'\bFile ".*", line \d+')
COLOUR = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
PARTS = ("value", "place", "mend")
SHOWN = 120  # lines of a message that the log repeats


@dataclass(frozen=True)
class Mistake:
    """One mistake of the user, and what a message about it could hold."""

    wrong: Sequence[str]  # the wrong value, in the forms in which it may be shown
    right: Sequence[str] = ()  # the value that would have been right, if one is known
    script: str = ""  # the user's file in which the value stands or is used
    names: Sequence[str] = ()  # option, variable, setting, step or workflow


def message_of(shown: str, usual: str = "") -> str:
    """Return what a tool showed from its first line of trouble.

    Lines that it shows as a rule, but for their numbers, are left out.
    """
    always = set(map(_without_numbers, _lines(usual)))
    lines = [
        line
        for line in _lines(shown)
        if not line.strip() or _without_numbers(line) not in always
    ]
    for number, line in enumerate(lines):
        if TROUBLE.search(line):
            return "\n".join(lines[number:])
    return ""


def _lines(text: str) -> list[str]:
    return COLOUR.sub("", text).splitlines()


def _without_numbers(line: str) -> str:
    return re.sub(r"\d+", "0", line).strip()


def parts_of(message: str, mistake: Mistake) -> dict[str, str]:
    """Return the parts that a message holds, each with the words that hold it."""
    held = {
        "value": _word(message, mistake.wrong),
        "place": _place(message, mistake),
        "mend": _word(_without(message, mistake.wrong), mistake.right)
        or _instruction(message),
    }
    return {part: words for part, words in held.items() if words}


def _place(message: str, mistake: Mistake) -> str:
    if mistake.script:
        file = re.escape(mistake.script)
        match = re.search(rf'{file}(", line |:)\d+', message)
        if match:
            return match.group()
    return _word(message, mistake.names)


def _word(message: str, words: Sequence[str]) -> str:
    """The first of some words that stands in a message and is no part of another."""
    for word in words:
        if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", message):
            return word
    return ""


def _without(message: str, words: Sequence[str]) -> str:
    for word in words:
        message = message.replace(word, "")
    return message


def _instruction(message: str) -> str:
    code = False
    for line in message.splitlines():
        if code:  # the line of code that a frame shows
            code = False
            continue
        if FRAME.match(line):
            code = True
            continue
        if (found := INSTRUCTIONS.search(line)) and not NO_MEND.search(line):
            return found.group()
    return ""


def judge(ended: Ended, usual: Ended, mistake: Mistake, kind: str) -> None:
    """Print the message and what it holds, and record how many parts that is.

    `usual` is the same command without the mistake. `kind` is what the message has to match to be about this mistake at all: a
    tool that fails for another reason breaks the step. A tool that shows no
    trouble passed over the mistake: that is 0 parts, and has to be asked for
    by `unnoticed`.
    """
    message = message_of(ended.output, usual.output)
    if not about(ended, usual, kind):
        raise SystemExit(f"BROKEN STEP: /{kind}/ is not in the message:\n{message}")
    lines = message.splitlines()
    print("the message, from its first line of trouble:")
    for line in lines[:SHOWN]:
        print("  |", line)
    if len(lines) > SHOWN:
        print(f"  | ({len(lines) - SHOWN} more lines; the rules read them too)")
    _record(parts_of(message, mistake))


def about(ended: Ended, usual: Ended, pattern: str) -> bool:
    """Whether a tool showed trouble of that kind, whatever its exit."""
    message = message_of(ended.output, usual.output)
    return bool(re.search(pattern, message, re.IGNORECASE))


def unnoticed(ended: Ended, effect: str) -> None:
    """Record that the tool went on as if nothing were wrong."""
    if not ended.ok:
        raise SystemExit("BROKEN STEP: the tool did notice, it ended with an error")
    print(f"no message: {effect}")
    _record({})


def _record(held: dict[str, str]) -> None:
    for part in PARTS:
        print(f"  {part}: {held.get(part) or 'not in the message'!r}")
        harness.metric("message_part", int(part in held), part=part)
    print(f"message parts: {len(held)} of {len(PARTS)}")
    harness.metric("message_parts", len(held))
