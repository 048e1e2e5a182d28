"""What a documented way counts, and what it calls a failure."""

import contextlib
import io
import socket
import sys
import tempfile
import unittest
from pathlib import Path

from scenarios.installing.baseline import Environment
from scenarios.installing.documented import Command, Walk

# gives one page, to whoever asks
_SERVER = """
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer

class Page(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"<p>")

HTTPServer(("127.0.0.1", int(sys.argv[1])), Page).serve_forever()
"""


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Documented(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.walk = Walk(Environment(Path(folder.name)), Path(folder.name), port=1)
        quiet = contextlib.redirect_stdout(io.StringIO())
        quiet.__enter__()
        self.addCleanup(quiet.__exit__, None, None, None)

    def test_commands_count_as_they_are_started(self):
        self.walk.take([Command("true"), Command("touch port-{port}")])
        self.assertEqual(self.walk.started, ["true", "touch port-1"])
        self.assertTrue((self.walk.folder / "port-1").exists())
        self.assertEqual(self.walk.failures, 0)

    def test_no_shell_reads_them(self):
        self.walk.take([Command("touch a && touch b")])
        self.assertTrue((self.walk.folder / "&&").exists())

    def test_a_failure_ends_the_way(self):
        with self.assertRaises(Exception):
            self.walk.take([Command("false"), Command("true")])
        self.assertEqual((self.walk.started, self.walk.failures), (["false"], 1))

    def test_what_is_done_instead_is_a_command_more(self):
        self.walk.take([Command("false", instead="true")])
        self.assertEqual(self.walk.started, ["false", "true"])
        self.assertEqual(self.walk.failures, 1)

    def test_a_page_that_was_not_written_is_no_page(self):
        self.walk.take([Command("touch page.html", writes="*.html")])
        with self.assertRaises(SystemExit):
            self.walk.take([Command("true", writes="*.htm")])

    def test_a_server_that_ends_gave_no_page(self):
        with self.assertRaises(Exception):
            self.walk.take([Command("true", answers="http://127.0.0.1:{port}/")])
        self.assertEqual(self.walk.failures, 1)
        self.walk.stop()

    def test_what_is_started_again_is_a_failure_and_a_command_more(self):
        server = Command(
            f"{sys.executable} -c '{_SERVER}' {{port}}",
            answers="http://127.0.0.1:{port}/",
        )
        self.walk.port = _free_port()
        self.addCleanup(self.walk.stop)
        self.walk.take([server])
        (first,) = self.walk.up
        self.walk.start_again(server, "it answers no more")
        self.assertIsNotNone(first.poll())
        self.assertEqual(len(self.walk.up), 1)
        self.assertIsNone(self.walk.up[0].poll())
        self.assertEqual(len(self.walk.started), 2)
        self.assertEqual(self.walk.failures, 1)

    def test_looking_counts_for_nothing(self):
        self.assertEqual(self.walk.ask("echo here"), "here\n")
        self.assertEqual(self.walk.started, [])


if __name__ == "__main__":
    unittest.main()
