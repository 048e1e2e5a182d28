"""What a probe has to be, and that one which is not so is told from one which is."""

import ast
import contextlib
import io
import unittest
from pathlib import Path

from scenarios import probing

EXPERIMENTS = Path(__file__).parents[2]
MOST = 15  # statements of a check


def check_of(source: str) -> int | None:
    """Count the statements of the check that a probe passes by; None without one.

    They are those of the function that `probing.passes` is given first and of the
    functions of the same file that it calls. What sets the stage at the top of
    the file, imports, docstrings and the counterparts do not count.
    """
    tree = ast.parse(source)
    functions = {f.name: f for f in tree.body if isinstance(f, ast.FunctionDef)}
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and ast.unparse(call.func).endswith(".passes"):
            wanted, seen = names(call.args[0], functions), set()
            while wanted:
                seen.add(name := wanted.pop())
                wanted |= names(functions[name], functions) - seen
            return sum(statements(functions[name]) for name in seen)
    return None


def names(node: ast.AST, known: dict[str, ast.FunctionDef]) -> set[str]:
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and n.id in known}


def statements(function: ast.FunctionDef) -> int:
    inside = (n for n in ast.walk(function) if isinstance(n, ast.stmt))
    return sum(not isinstance(n, ast.FunctionDef) and not docstring(n) for n in inside)


def docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


class Length(unittest.TestCase):
    def test_no_check_has_more_than_fifteen_statements(self):
        counted = 0
        for file in sorted(EXPERIMENTS.glob("*/probes/*.py")):
            if (count := check_of(file.read_text(encoding="utf-8"))) is not None:
                counted += 1
                with self.subTest(file=str(file.relative_to(EXPERIMENTS))):
                    self.assertLessEqual(count, MOST)
        self.assertGreater(counted, 100)

    def test_what_a_check_calls_counts_and_its_counterpart_does_not(self):
        source = (
            "def helper():\n    '''Helps.'''\n    a = 1\n    return a\n"
            "def check():\n    if helper():\n        return True\n    return False\n"
            "def other():\n    return 1\n"
            "probing.passes(check, other)\n"
        )
        self.assertEqual(check_of(source), 5)
        self.assertIsNone(check_of("probing.absent([], 'a')\n"))


class Verdict(unittest.TestCase):
    def ends(self, end, *args, **kwargs) -> str | int:
        """Return what a probe ends with: 0 or 10, or why it is broken."""
        with contextlib.redirect_stdout(io.StringIO()):
            with self.assertRaises(SystemExit) as ended:
                end(*args, **kwargs)
        return ended.exception.code

    def test_a_check_passes_only_beside_a_counterpart_that_fails(self):
        self.assertEqual(self.ends(probing.passes, yes, no), 0)
        self.assertEqual(self.ends(probing.passes, yes, no, no), 0)

    def test_a_check_that_cannot_fail_is_a_broken_probe(self):
        self.assertIn("without a counterpart", self.ends(probing.passes, yes))
        self.assertIn("also holds", self.ends(probing.passes, yes, no, yes))

    def test_a_check_that_does_not_hold_is_no_refusal(self):
        self.assertIn("should do this", self.ends(probing.passes, no, no))

    def test_a_refusal_needs_an_empty_search_and_the_tools_own_error(self):
        texts = [probing.Passage("help", "run --verbose\nstart a run")]
        refuses = {"known": "verbose", "attempt": lambda: "no such option", "says": "no such"}
        self.assertEqual(self.ends(probing.absent, texts, "retry", **refuses), 10)
        for change, why in [
            ({"known": "quiet"}, "known to be there"),
            ({"attempt": lambda: ""}, "without a complaint"),
            ({"attempt": lambda: "connection refused"}, "not the refusal"),
        ]:
            with self.subTest(why=why):
                self.assertIn(why, self.ends(probing.absent, texts, "retry", **refuses | change))
        self.assertIn("nobody has judged", self.ends(probing.absent, texts, "start", **refuses))


def yes() -> bool:
    """holds"""
    return True


def no() -> bool:
    """fails"""
    return False
