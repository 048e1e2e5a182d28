"""Holds execute.py's own decisions, without a kernel: python3 execute_test.py"""

import os
import types
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(HERE, "..", "execute.py"), encoding="utf-8") as file:
    CODE = file.read().removesuffix("\nmain()\n")
execute = types.ModuleType("execute")
exec(compile(CODE, "execute.py", "exec"), execute.__dict__)


class Cell(dict):
    __getattr__ = dict.__getitem__


def cell(source, count=3, **more):
    return Cell(cell_type="code", source=source, execution_count=count, metadata={}, **more)


# As IPython 8.12 and 9.18 wrote them, in a kernel with colours.
CALL = (
    "\x1b[0;31mNameError\x1b[0m                                 Traceback (most recent call last)\n"
    "Cell \x1b[0;32mIn[3], line 6\x1b[0m\n"
    "\x1b[1;32m      1\x1b[0m \x1b[38;5;28;01mdef\x1b[39;00m\x1b[38;5;250m \x1b[39m\x1b[38;5;21mf\x1b[39m(x):\n"
    "\x1b[0;32m----> 6\x1b[0m      \x1b[43mf\x1b[49m\x1b[43m(\x1b[49m\x1b[38;5;241;43m2\x1b[39;49m\x1b[43m)\x1b[49m)\n"
)
WITHIN = (
    "\nCell \x1b[0;32mIn[3], line 2\x1b[0m, in \x1b[0;36mf\x1b[0;34m(x)\x1b[0m\n"
    "\x1b[0;32m----> 2\x1b[0m     \x1b[38;5;28;01mreturn\x1b[39;00m x\x1b[38;5;241m+\x1b[39m\x1b[43mnope\x1b[49m\n"
)
LIBRARY = (
    "\nFile \x1b[0;32m/lib/json/decoder.py:353\x1b[0m, in \x1b[0;36mraw_decode\x1b[0m\n"
    "\x1b[0;32m--> 353\x1b[0m     obj, end \x1b[38;5;241m=\x1b[39m \x1b[43mscan_once\x1b[49m(s, idx)\n"
)
OTHER = (
    "\nCell \x1b[0;32mIn[1], line 9\x1b[0m, in \x1b[0;36mg\x1b[0m\n"
    "\x1b[0;32m----> 9\x1b[0m \x1b[43mboom\x1b[49m()\n"
)
SYNTAX = (
    "\x1b[0;36m  Cell \x1b[0;32mIn[3], line 3\x1b[0;36m\x1b[0m\n"
    "\x1b[0;31m    x = = 3\x1b[0m\n"
    "\x1b[0m        ^\x1b[0m\n"
    "\x1b[0;31mSyntaxError\x1b[0m\x1b[0;31m:\x1b[0m invalid syntax\n"
)
SOURCE = "def f(x):\n    return x+nope\n\n\ny = (1 +\n     f(2))"


class Place(unittest.TestCase):
    def test_the_innermost_line_of_the_cell(self):
        self.assertEqual(execute.place(cell(SOURCE), [CALL]), (6, 6, 10))
        self.assertEqual(execute.place(cell(SOURCE), [CALL, WITHIN]), (2, 14, 18))

    def test_not_of_a_library_or_another_cell(self):
        self.assertEqual(execute.place(cell(SOURCE), [CALL, LIBRARY]), (6, 6, 10))
        self.assertEqual(execute.place(cell(SOURCE), [CALL, OTHER]), (6, 6, 10))
        self.assertEqual(execute.place(cell(SOURCE, 4), [CALL, OTHER]), (0, 0, 0))

    def test_syntax(self):
        self.assertEqual(execute.place(cell("x = 1\nif True:\n  x = = 3"), [SYNTAX]), (3, 7, 8))

    def test_a_line_that_is_not_there(self):
        self.assertEqual(execute.place(cell("x"), [CALL]), (0, 0, 0))

    def test_names(self):
        self.assertEqual(execute.named("size = square(no_such)", "name 'no_such' is not defined"), (15, 22))
        self.assertEqual(execute.named("import no_such_module", "No module named 'no_such'"), (0, 0))
        self.assertEqual(execute.named("table['x y']", "'x y'"), (8, 11))


class Parameters(unittest.TestCase):
    def test_the_type_is_that_of_the_default(self):
        for value, default, want in [
            ("5", 1, "5"), ("5", "1", "'5'"), ("5", ..., "5"), ("0.5", None, "0.5"), ("007", ..., "'007'"),
            ("true", False, "True"), ("true", "no", "'true'"), ("null", None, "None"), ("it's", ..., '"it\'s"'),
            ("[1, 2]", [3], "[1, 2]"), ('["a"]', ("b",), "('a',)"), ('{"a": 1}', {}, "{'a': 1}"), ("[1, 2]", "x", "'[1, 2]'"),
        ]:
            self.assertEqual(execute.literal(value, "python", default), want, (value, default))
        self.assertEqual(execute.literal("a'b", "bash", ...), "'a'\\''b'")
        self.assertEqual(execute.literal("true", "r", ...), "TRUE")
        self.assertEqual(execute.literal("$x", "julia", ...), '"\\$x"')

    def test_defaults(self):
        self.assertEqual(execute.defaults("a = 1\nB: str = 'x'\nc = f()\nif a:\n    d = 2\n", "python"), {"a": 1, "B": "x", "c": ...})
        self.assertEqual(execute.defaults('a <- "x"\nn = 5\nif (a == "y") 1\n', "r"), {"a": "", "n": ...})


if __name__ == "__main__":
    unittest.main()
