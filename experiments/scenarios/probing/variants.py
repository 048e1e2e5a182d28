"""The counterpart of an example: the same file with one thing left out."""

import itertools
from pathlib import Path

_number = itertools.count(1)


def variant(source: str | Path, old: str, new: str = "") -> Path:
    """Write a copy in which `old` is replaced, in a new folder; returns its path.

    The file keeps its name, since tools name runs after it. `old` must stand
    there exactly once, lest the copy be the same as its original.
    """
    source = Path(source)
    text = source.read_text(encoding="utf-8")
    if text.count(old) != 1:
        raise ValueError(f"{old!r} stands {text.count(old)} times in {source}")
    folder = source.parent / f"variant-{next(_number)}-{source.stem}"
    folder.mkdir(exist_ok=True)
    copy = folder / source.name
    copy.write_text(text.replace(old, new), encoding="utf-8")
    print(f"{source} with {old.strip()!r} replaced by {new.strip()!r}: {copy}")
    return copy
