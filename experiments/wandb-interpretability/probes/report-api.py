"""Probe: a report with pictures, over the command line."""

from pathlib import Path

from PIL import Image

from runs import BARE, SECOND, summary
from scenarios import probing

LEAST = 200  # pixels


def is_given(run: Path) -> bool:
    report = summary(run)["summary"].get("report")
    if not probing.holds(f"the run has a picture: {report}", report):
        return False
    with Image.open(run / "files" / report["path"]) as image:
        return probing.holds(f"of {image.size} pixels", min(image.size) >= LEAST) and (
            probing.holds("with its caption", report["caption"] == "the line")
        )


def with_picture() -> bool:
    """leet inspect names the picture of a past run, which lies in its folder"""
    return is_given(SECOND)


def without_picture() -> bool:
    """the same for a run without one"""
    return is_given(BARE)


probing.passes(with_picture, without_picture)
