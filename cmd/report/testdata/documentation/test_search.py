"""Each expression finds its capability in plain words, and nothing elsewhere."""

import functools
import json
import tempfile
import unittest
from pathlib import Path
from unittest import mock

from scenarios.documentation import search
from scenarios.documentation.capabilities import CAPABILITIES
from scenarios.probing import Passage

PLAIN = {
    "launch-parameters": "Set a parameter of the flow on the command line.",
    "retry": "How often the step is retried when it fails.",
    "timeout": "Ends the task after a timeout.",
    "resume": "Resume a run from the step that failed.",
    "branch": "Runs a task on a condition.",
    "fan-out": "Map a task over a list.",
    "schedule": "A cron expression by which the pipeline is started.",
    "step-environment": "Packages that are installed for this step.",
    "rerun": "Rerun an old experiment with its code.",
    "rest": "Calls the REST API of the server.",
    "machine-readable-cli": "--output [table|json]  How results are printed.",
    "postgresql": "A database such as PostgreSQL.",
    "s3": "Stores files at s3://bucket/prefix.",
    "monitoring": "Metrics for Prometheus.",
    "cluster": "Runs each step as a Kubernetes pod.",
    "build-server": "Wait until the run has finished.",
    "portable-model": "Exports the model as ONNX.",
    "curve": "Plots the loss over the epochs.",
    "comparison": "Compare two runs side by side.",
    "parameters": "Show the parameters of a run.",
    "artifacts": "List the artifacts of a run.",
    "graph": "Show the graph of the pipeline.",
    "logs": "Show the logs of a task.",
    "versions": "The versions of a registered model.",
    "report": "A card shows a report with images.",
}
UNRELATED = "Return a copy of the string in which each character is in upper case."


class Expressions(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        # Reading the library takes seconds, and gives the same each time.
        once = functools.cache(search.standard_library)
        cls.enterClassContext(mock.patch.object(search, "standard_library", once))

    def test_there_is_one_for_each_capability(self):
        self.assertEqual(PLAIN.keys(), {c.name for c in CAPABILITIES})

    def test_each_finds_its_capability(self):
        for capability in CAPABILITIES:
            found = search.hits([Passage("here", PLAIN[capability.name])], capability.terms)
            self.assertEqual([hit.place for hit in found], ["here"], capability.name)

    def test_none_is_found_in_an_unrelated_sentence(self):
        for capability in CAPABILITIES:
            found = search.hits([Passage("here", UNRELATED)], capability.terms)
            self.assertEqual(found, [], capability.name)

    def test_none_is_found_in_the_standard_library(self):
        search.control()

    def test_a_loose_expression_does_not_pass_the_control(self):
        import re
        from dataclasses import replace

        loose = replace(CAPABILITIES[1], terms=re.compile("retr|attempt", re.IGNORECASE))
        with self.assertRaisesRegex(SystemExit, "BROKEN SEARCH: retry matches"):
            search.control([loose])


class Hits(unittest.TestCase):
    def test_two_ideas_stand_in_one_sentence(self):
        [retry] = [c for c in CAPABILITIES if c.name == "retry"]
        broken = Passage("here", "How often the step\nis   retried.")
        apart = Passage("here", "A client retries. Then comes the next step.")
        self.assertEqual(len(search.hits([broken], retry.terms)), 1)
        self.assertEqual(search.hits([apart], retry.terms), [])

    def test_the_words_around_are_kept(self):
        [s3] = [c for c in CAPABILITIES if c.name == "s3"]
        [hit] = search.hits([Passage("tool --help", "Writes to S3 at the end.")], s3.terms)
        self.assertEqual(str(hit), "tool --help: Writes to S3 at the end.")


class Expectations(unittest.TestCase):
    def read(self, had: dict[str, str]) -> dict[str, str]:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "capabilities.json")
            path.write_text(json.dumps(had), encoding="utf-8")
            return search.expectations(path)

    def test_all_are_answered(self):
        had = {c.name: "yes" for c in CAPABILITIES}
        self.assertEqual(self.read(had), had)
        with self.assertRaisesRegex(ValueError, "retry"):
            self.read({name: "yes" for name in had if name != "retry"})
        with self.assertRaisesRegex(ValueError, "perhaps"):
            self.read({**had, "retry": "perhaps"})


if __name__ == "__main__":
    unittest.main()
