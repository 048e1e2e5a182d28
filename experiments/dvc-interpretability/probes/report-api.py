"""Probe: a report with pictures, over the API."""

import struct

import dvc.api
from dvc.exceptions import DvcException

from runs import BARE, TRAINED
from scenarios import probing

LEAST = 200  # pixels


def is_given(repo: str, revision: str) -> bool:
    try:
        picture = dvc.api.read("report.png", repo=repo, rev=revision, mode="rb")
    except (DvcException, OSError) as error:
        return probing.holds(f"the run has a picture: {error!r}", False)
    size = struct.unpack(">II", picture[16:24])
    return probing.holds("it is a PNG", picture.startswith(b"\x89PNG")) and (
        probing.holds(f"of {size} pixels", min(size) >= LEAST)
    )


def with_picture() -> bool:
    """dvc.api.read gives the picture of a past run"""
    return is_given(TRAINED, "second")


def without_picture() -> bool:
    """the same for a run without one"""
    return is_given(BARE, "main")


probing.passes(with_picture, without_picture)
