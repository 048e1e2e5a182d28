"""What a probe has to be, and that one which is not so is told from one which is."""

import ast
import contextlib
import functools
import io
import re
import tempfile
import unittest
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

from scenarios import probing

EXPERIMENTS = Path(__file__).parents[2]
MOST = 15  # statements of a check
PROBE = re.compile(r"^ +probe: \[python, ([\w./-]+)", re.MULTILINE)
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def check_of(probe: Path) -> int | None:
    """Count the statements of the check that a probe passes by; None without one.

    Counted are the statements of the function that `probing.passes` is given first
    and of all functions that it leads to: those which it names or whose method it
    names, and those which these name. They count wherever they are defined: in the
    probe, at its top or within a `with`, a class or another function, and in the
    modules of the same experiment that it imports. A statement counts once. Where
    two functions have one name, both count, lest one be missed.

    Not counted are docstrings, imports and the line of a `def`; the counterparts;
    what sets the stage outside of these functions, that is the rest of the file,
    the experiment's other steps and its services; the files that the tool is given
    to work on and programs that run as processes of their own; and `scenarios`,
    which is the same for all tools.
    """
    named = names_of(probe)
    counts = [len(led_to(given, named)) for given in checks(probe, named)]
    return max(counts, default=None)


def checks(probe: Path, named: dict[str, list[ast.AST]]) -> Iterator[list[ast.AST]]:
    """Yield what `probing.passes` is given first, in the probe or by what it calls.

    Where a module of the experiment passes for the probe, the functions that the
    probe hands over are part of the check, all of them.
    """
    for call in calls(parsed(probe)):
        if passes(call):
            yield [call.args[0]]
        else:
            called = named.get(name_of(call), [])
            found = [n for f in called for n in calls(f) if passes(n)]
            given = [*call.args, *(keyword.value for keyword in call.keywords)]
            yield from ([n.args[0], *given] for n in found)


def calls(node: ast.AST) -> Iterator[ast.Call]:
    return (n for n in ast.walk(node) if isinstance(n, ast.Call))


def name_of(call: ast.Call) -> str:
    """Return the name of what is called, without where it comes from."""
    return ast.unparse(call.func).rpartition(".")[2]


def passes(call: ast.Call) -> bool:
    return name_of(call) == "passes"


def led_to(check: list[ast.AST], named: dict[str, list[ast.AST]]) -> set[ast.AST]:
    """Return the statements of all that a check leads to."""
    wanted, seen, counted = [*check], set(), set()
    while wanted:
        node = wanted.pop()
        if node not in seen:
            seen.add(node)
            counted |= statements(node)
            wanted += [n for name in read(node) for n in named.get(name, [])]
    return counted


def names_of(file: Path, done: set[Path] | None = None) -> dict[str, list[ast.AST]]:
    """Return what each name leads to, in a file and its experiment's modules."""
    done = set() if done is None else done
    done.add(file)
    named: dict[str, list[ast.AST]] = {}
    for node in ast.walk(parsed(file)):
        if isinstance(node, DEFINITIONS):
            named.setdefault(node.name, []).append(node)
        elif isinstance(node, ast.ClassDef):
            # A call, a `with` and an operator reach what a class does not name.
            within = [n for n in node.body if isinstance(n, DEFINITIONS)]
            called = [n for n in within if n.name.startswith("__")]
            named.setdefault(node.name, []).extend(called)
        elif isinstance(node, ast.Assign) and (passed := passed_on(node.value)):
            for name in set().union(*map(read, node.targets)):
                named.setdefault(name, []).extend(passed)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            for alias in node.names:
                if alias.asname:
                    other = ast.Name(alias.name.rpartition(".")[2])
                    named.setdefault(alias.asname, []).append(other)
            for module in modules(node, file) - done:
                for name, found in names_of(module, done).items():
                    named.setdefault(name, []).extend(found)
    return named


def modules(node: ast.Import | ast.ImportFrom, file: Path) -> set[Path]:
    """Return the modules of the same experiment that an import brings."""
    home = EXPERIMENTS / file.relative_to(EXPERIMENTS).parts[0]
    words = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
    words += [alias.name for alias in node.names]
    places = [f / w.replace(".", "/") for w in words for f in (file.parent, home) if w]
    places += [place / "__init__" for place in places]
    found = {place.with_suffix(".py") for place in places}
    return {path for path in found if path.is_file()}


def passed_on(value: ast.expr) -> list[ast.AST]:
    """Return what a variable may later be called for: a lambda, or a function's name.

    A function that is called at once sets the stage, and does not count.
    """
    called = {n.func for n in ast.walk(value) if isinstance(n, ast.Call)}
    kinds = (ast.Name, ast.Lambda)
    return [n for n in ast.walk(value) if isinstance(n, kinds) and n not in called]


def read(node: ast.AST) -> set[str]:
    """Return the names that a function reads, its own and its methods'."""
    found = {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}
    return found | {n.attr for n in ast.walk(node) if isinstance(n, ast.Attribute)}


def statements(node: ast.AST) -> set[ast.AST]:
    """Return a function's statements; a lambda that is given a name is one."""
    if isinstance(node, ast.Lambda):
        return {node}
    return {
        n
        for n in ast.walk(node)
        if isinstance(n, ast.stmt)
        and not isinstance(n, (*DEFINITIONS, ast.Import, ast.ImportFrom))
        and not docstring(n)
    }


def docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


@functools.cache
def parsed(file: Path) -> ast.Module:
    """Return a file's tree, the same one each time, so that a node is known again."""
    return ast.parse(file.read_text(encoding="utf-8"))


def probes() -> list[Path]:
    """Return the scripts of all steps that are probes."""
    found = set()
    for experiment in EXPERIMENTS.glob("*/experiment.yaml"):
        scripts = PROBE.findall(experiment.read_text(encoding="utf-8"))
        found |= {experiment.parent / script for script in scripts}
    return sorted(found)


class Length(unittest.TestCase):
    def test_no_check_has_more_than_fifteen_statements(self):
        counted = 0
        for file in probes():
            with self.subTest(file=str(file.relative_to(EXPERIMENTS))):
                if (count := check_of(file)) is None:
                    self.assertTrue(refuses(file), "neither a check nor a refusal")
                    continue
                counted += 1
                self.assertLessEqual(count, MOST)
                self.assertGreater(count, 0, "the check is not found")
        self.assertGreater(counted, 100)

    def test_the_script_of_each_probe_is_known(self):
        for experiment in EXPERIMENTS.glob("*/experiment.yaml"):
            text = experiment.read_text(encoding="utf-8")
            steps = re.findall(r"^ +probe:", text, re.MULTILINE)
            with self.subTest(experiment=experiment.parent.name):
                self.assertEqual(len(PROBE.findall(text)), len(steps))


def refuses(probe: Path) -> bool:
    """Whether a probe, or a module of its experiment that it calls, says absent."""
    named = names_of(probe)
    called = [n for call in calls(parsed(probe)) for n in named.get(name_of(call), [])]
    return any("absent" in read(node) for node in [parsed(probe), *called])


class Counting(unittest.TestCase):
    def count(self, probe: str, **beside: str) -> int | None:
        """Count the check of a probe beside which modules lie."""
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "tool-criterion", "probes", "probe.py")
            file.parent.mkdir(parents=True)
            file.write_text(probe, encoding="utf-8")
            for name, text in beside.items():
                module = file.parents[1] / f"{name}.py"
                module.write_text(text, encoding="utf-8")
            with mock.patch(f"{__name__}.EXPERIMENTS", Path(folder)):
                return check_of(file)

    def test_what_a_check_calls_counts_and_its_counterpart_does_not(self):
        source = (
            "def helper():\n    '''Helps.'''\n    a = 1\n    return a\n"
            "def check():\n    if helper():\n        return True\n    return False\n"
            "def other():\n    return 1\n"
            "probing.passes(check, other)\n"
        )
        self.assertEqual(self.count(source), 5)
        self.assertIsNone(self.count("probing.absent([], 'a')\n"))

    def test_a_check_counts_within_a_with(self):
        source = (
            "with server() as s:\n    def check():\n        a = s\n        return a\n"
            "    probing.passes(check, check)\n"
        )
        self.assertEqual(self.count(source), 2)

    def test_a_function_within_a_check_counts_once(self):
        source = (
            "def check():\n    def inner():\n        return 1\n    return inner()\n"
            "probing.passes(check, check)\n"
        )
        self.assertEqual(self.count(source), 2)

    def test_a_method_counts_however_it_is_reached(self):
        source = (
            "class A:\n    b: int = 1\n"
            "    def __enter__(self):\n        return self\n"
            "    def ask(self):\n        a = 1\n        return a\n"
            "    def unasked(self):\n        return 1\n"
            "def check():\n    with A() as a:\n        return a.ask()\n"
            "probing.passes(check, check)\n"
        )
        self.assertEqual(self.count(source), 5)

    def test_a_variable_that_holds_a_function_leads_to_it(self):
        source = (
            "def helper():\n    a = 1\n    return a\n"
            "def stage():\n    return 1\n"
            "ready = stage()\n"
            "held = {'a': helper}\n"
            "short = lambda: ready\n"
            "def check():\n    return held['a']() and short()\n"
            "probing.passes(check, check)\n"
        )
        self.assertEqual(self.count(source), 4)
        self.assertEqual(self.count("probing.passes(lambda: True, other)\n"), 1)

    def test_what_a_probe_hands_to_the_module_that_passes_for_it_counts(self):
        source = (
            "from facts import probe\n"
            "def shown():\n    a = 1\n    return a\n"
            "def told():\n    return 1\n"
            "probe('it', shown, api=told)\n"
        )
        facts = (
            "def probe(fact, page, api):\n    look = {'a': page, 'b': api}['a']\n"
            "    def there():\n        return look()\n"
            "    probing.passes(there, there)\n"
        )
        self.assertEqual(self.count(source, facts=facts), 4)

    def test_what_the_experiments_modules_do_for_a_check_counts(self):
        source = (
            "import servers\nfrom helping import helper as h\n"
            "from scenarios import probing\n"
            "servers.start()\n"
            "def check():\n    return h() and servers.asked()\n"
            "probing.passes(check, check)\n"
        )
        beside = {
            "helping": "from deeper import deep\ndef helper():\n    return deep()\n",
            "deeper": "def deep():\n    a = 1\n    return a\n",
            "servers": "def start():\n    a = 1\ndef asked():\n    return 1\n",
        }
        self.assertEqual(self.count(source, **beside), 5)


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
