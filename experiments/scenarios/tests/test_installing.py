"""What a lock adds to another, and how blocks are drawn."""

import contextlib
import io
import unittest
from unittest import mock

from scenarios.installing import blocks as timing
from scenarios.installing import locks
from scenarios.installing.blocks import orders

BASELINE = """numpy==2.4.6 \\
    --hash=sha256:aa \\
    --hash=sha256:bb
networkx==3.6.1 ; python_full_version < '3.12' \\
    --hash=sha256:cc
"""
TOOL = (
    BASELINE
    + """# a comment
Some_Tool[extra]==1.0 \\
    --hash=sha256:dd
"""
)


class Locks(unittest.TestCase):
    def test_only_what_the_baseline_does_not_pin_is_added(self):
        (entry,) = locks.added(TOOL, BASELINE)
        self.assertEqual(entry, "Some_Tool[extra]==1.0 \\\n    --hash=sha256:dd")

    def test_another_version_is_added(self):
        newer = TOOL.replace("2.4.6", "2.4.7")
        self.assertEqual(len(locks.added(newer, BASELINE)), 2)

    def test_a_hash_without_a_pin_is_refused(self):
        with self.assertRaises(ValueError):
            locks.entries("    --hash=sha256:aa\n")


class Orders(unittest.TestCase):
    def test_each_block_holds_everything_once(self):
        drawn = list(orders(["b", "a", "c"], 20, seed=1))
        self.assertEqual(len(drawn), 20)
        self.assertTrue(all(sorted(order) == ["a", "b", "c"] for order in drawn))
        self.assertGreater(len({tuple(order) for order in drawn}), 1)

    def test_the_seed_alone_decides(self):
        first = list(orders(["a", "b", "c"], 5, seed=7))
        self.assertEqual(first, list(orders(["c", "b", "a"], 5, seed=7)))
        self.assertNotEqual(first, list(orders(["a", "b", "c"], 5, seed=8)))


class Blocks(unittest.TestCase):
    """A clock on which each block takes 10 s, and what was stolen from each."""

    def take(self, stolen: list[float], count: int) -> tuple[list[dict], list[dict]]:
        """Take blocks; returns their metrics and what is kept of all of them."""
        taken = iter(stolen)
        clock = {"now": 0.0, "stolen": 0.0}
        metrics: list[dict] = []
        kept: dict[str, list[dict]] = {}

        def take_down(name: str, value: float, unit: str, step: int, **_: str) -> None:
            metrics.append({"name": name, "value": value, "step": step})

        with (
            mock.patch.object(timing, "_stolen", lambda: clock["stolen"]),
            mock.patch.object(timing.time, "monotonic", lambda: clock["now"]),
            mock.patch.object(timing.harness, "keep", kept.__setitem__),
            mock.patch.object(timing.harness, "metric", take_down),
            contextlib.redirect_stdout(io.StringIO()),
        ):
            try:
                for attempt, block in enumerate(timing.blocks("ab", count, seed=1)):
                    clock["now"] += 10
                    clock["stolen"] += next(taken)
                    block.metric("seconds", attempt, "s", tool="a")
            finally:
                self.kept = kept["blocks.json"]
        return metrics, self.kept

    def test_a_disturbed_block_is_repeated_and_kept(self):
        metrics, kept = self.take([0, 0.25, 0.0625], 2)
        values = [line for line in metrics if line["name"] == "seconds"]
        self.assertEqual([(v["step"], v["value"]) for v in values], [(1, 0), (2, 2)])
        shares = [line for line in metrics if line["name"] == "stolen_percent"]
        self.assertEqual(
            [(s["step"], s["value"]) for s in shares], [(1, 0), (2, 0.625)]
        )
        self.assertEqual([block["quiet"] for block in kept], [True, False, True])
        self.assertEqual([block["again"] for block in kept], [False, False, True])
        self.assertEqual([block["values"][0]["value"] for block in kept], [0, 1, 2])

    def test_a_machine_that_is_never_quiet_is_named(self):
        with self.assertRaisesRegex(SystemExit, "only 1 were quiet, not 2"):
            self.take([0] + [1] * (timing.SPARE + 1), 2)
        self.assertEqual(len(self.kept), timing.SPARE + 2)


if __name__ == "__main__":
    unittest.main()
