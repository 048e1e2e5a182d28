"""The environment that installations start from, and copies of it to install into."""

import errno
import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Environment:
    """A Python environment in the work directory."""

    root: Path

    def variables(self) -> dict[str, str]:
        """Return what activating it sets, added to the variables of the step."""
        path = f"{self.root / 'bin'}{os.pathsep}{os.environ['PATH']}"
        return {**os.environ, "VIRTUAL_ENV": str(self.root), "PATH": path}

    def packages(self) -> dict[str, str]:
        """Return the distributions in it, name to version."""
        found = {}
        for folder in self.root.glob("lib/python3*/site-packages/*.dist-info"):
            name, _, version = folder.name.removesuffix(".dist-info").rpartition("-")
            found[name.lower().replace("_", "-")] = version
        return found

    def sizes(self) -> dict[str, int]:
        """Return the bytes of each file in it, by its path."""
        return {
            str(file.relative_to(self.root)): file.lstat().st_size
            for file in self.root.rglob("*")
            if not file.is_dir()
        }


class Baseline:
    """What environments start from: all that this interpreter's own one holds.

    Packages are linked and not copied: 5 GB each time would take longer than any
    installation, and more disk than there may be. `state` shows afterwards that
    none was written to. Scripts and settings are copied.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()

    def make(self) -> None:
        """Lay out the environment of this interpreter."""
        shutil.copytree(sys.prefix, self.folder, symlinks=True, copy_function=_link)

    def fresh(self, at: Path) -> Environment:
        """Lay it out anew at a place, instead of what was there before.

        The scripts name the interpreter of their new place.
        """
        at = at.absolute()
        shutil.rmtree(at, ignore_errors=True)
        shutil.copytree(self.folder, at, symlinks=True, copy_function=_link)
        for script in (at / "bin").iterdir():
            if script.is_symlink() or not script.is_file():
                continue
            content = script.read_bytes()
            if content.startswith(b"#!"):
                script.write_bytes(content.replace(_bytes(sys.prefix), _bytes(at)))
        return Environment(at)

    def state(self) -> dict[str, tuple[int, int]]:
        """Return size and time of change of every file, to see that all stayed."""
        return {
            str(file): (file.lstat().st_size, file.lstat().st_mtime_ns)
            for file in sorted(self.folder.rglob("*"))
            if not file.is_dir()
        }


def _link(source: str, to: str) -> None:
    """Link a package's file; copy any other, or all from another file system."""
    if "site-packages" in source:
        try:
            os.link(source, to)
            return
        except OSError as error:
            if error.errno != errno.EXDEV:
                raise
    shutil.copy2(source, to)


def _bytes(path: str | Path) -> bytes:
    return str(path).encode()
