"""What a repository under DVC holds, and what it says of DVC's commands."""

import contextlib
import io
import os
import shutil
import tempfile
import unittest
from pathlib import Path
from unittest import mock

from scenarios.repositories import repository

# Stands in for DVC: sets up its folder, prints a document, or fails.
DVC = """#!/bin/sh
case "$1" in
  init) mkdir .dvc && echo core > .dvc/config ;;
  metrics) echo '{"loss.json": {"data": {"loss": 0.5}}}' ;;
  *) echo "no such command" >&2; exit 254 ;;
esac
"""


@unittest.skipUnless(shutil.which("git"), "missing: git")
class Repositories(unittest.TestCase):
    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.folder = Path(holder.name)
        program = self.folder / "bin" / "dvc"
        program.parent.mkdir()
        program.write_text(DVC, encoding="utf-8")
        program.chmod(0o755)
        source = self.folder / "source"
        source.mkdir()
        (source / "dvc.yaml").write_text("stages: {}\n", encoding="utf-8")
        names = ("AUTHOR_NAME", "AUTHOR_EMAIL", "COMMITTER_NAME", "COMMITTER_EMAIL")
        variables = {f"GIT_{name}": "study" for name in names}
        variables["PATH"] = f"{program.parent}{os.pathsep}{os.environ['PATH']}"
        for context in (
            mock.patch.dict(os.environ, variables),
            mock.patch.object(tempfile, "tempdir", holder.name),
            contextlib.redirect_stdout(io.StringIO()),
        ):
            context.__enter__()
            self.addCleanup(context.__exit__, None, None, None)
        self.made = repository(source)

    def test_the_files_are_committed(self):
        listed = self.made.git("ls-files").stdout.split()
        self.assertEqual(listed, [".dvc/config", "dvc.yaml"])

    def test_a_clone_has_what_was_committed_alone(self):
        (self.made.folder / "model").write_text("trained", encoding="utf-8")
        clone = self.made.clone()
        self.assertEqual(clone.text("dvc.yaml"), "stages: {}\n")
        self.assertEqual(clone.text("model"), "")
        self.made.commit("trained")
        self.assertEqual(self.made.clone().text("model"), "trained")

    def test_a_document_is_read(self):
        shown = self.made.shown("metrics", "show")
        self.assertEqual(shown["loss.json"]["data"], {"loss": 0.5})

    def test_what_a_command_refuses_is_no_document(self):
        with self.assertRaises(RuntimeError):
            self.made.shown("server")
        self.assertEqual(self.made.dvc("server").exit, 254)


if __name__ == "__main__":
    unittest.main()
