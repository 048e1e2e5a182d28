"""The counterpart: a stage that takes nothing and shows nothing."""

from pathlib import Path

Path("note.txt").write_text("nothing to see", encoding="utf-8")
