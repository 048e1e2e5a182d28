"""How blocks are drawn, and what is done about measurements that were disturbed."""

import contextlib
import io
import unittest
from unittest import mock

from scenarios import harness
from scenarios.timing import blocks, measurements, orders


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
    """Measurements of 10 s each, and what was stolen from each."""

    def take(self, stolen: list[float], count: int) -> tuple[list[dict], list[dict]]:
        """Take blocks; returns their metrics and what is kept of all of them."""
        taken = iter(stolen)
        clock = {"stolen": 0.0}
        metrics: list[dict] = []
        kept: dict[str, list[dict]] = {}
        waits: list[int] = []
        self.waits = waits

        def measure() -> float:
            clock["stolen"] += next(taken)
            return 10.0

        def take_down(name: str, value: float, unit: str, step: int) -> None:
            metrics.append({"name": name, "value": value, "step": step})

        with (
            mock.patch.object(measurements, "_stolen", lambda: clock["stolen"]),
            mock.patch.object(measurements, "_settle", lambda: waits.append(1)),
            mock.patch.object(harness, "keep", kept.__setitem__),
            mock.patch.object(harness, "metric", take_down),
            contextlib.redirect_stdout(io.StringIO()),
        ):
            try:
                for block in blocks(["a", "b"], count, seed=1):
                    for what in block.order:
                        for attempt in block.until_quiet(what):
                            attempt.time(measure)
                        harness.metric(what, attempt.number, "", step=block.number)
            finally:
                self.kept = kept["blocks.json"]
        return metrics, self.kept

    def test_a_disturbed_measurement_is_repeated_in_its_block_and_kept(self):
        metrics, kept = self.take([0, 0.25, 0.0625, 0.03125, 0], 2)
        values = [m for m in metrics if m["name"] != "stolen_percent"]
        self.assertEqual(
            [(v["step"], v["value"]) for v in values], [(1, 1), (1, 3), (2, 4), (2, 5)]
        )
        shares = [m for m in metrics if m["name"] == "stolen_percent"]
        self.assertEqual(
            [(s["step"], s["value"]) for s in shares], [(1, 0.625), (2, 0.3125)]
        )
        quiet = [[attempt["quiet"] for attempt in b["attempts"]] for b in kept]
        self.assertEqual(quiet, [[True, False, True], [True, True]])
        for block in kept:
            in_turn = [a["what"] for a in block["attempts"] if a["quiet"]]
            self.assertEqual(in_turn, block["order"])
        self.assertEqual(len(self.waits), 1)

    def test_a_machine_that_is_never_quiet_is_named(self):
        with self.assertRaisesRegex(SystemExit, "too noisy: after 6 measurements"):
            self.take([0] + [1] * 10, 1)
        self.assertEqual(len(self.kept[0]["attempts"]), 6)

    def test_it_is_waited_until_nothing_is_taken_any_more(self):
        clock = {"now": 0.0}

        def tick() -> float:
            clock["now"] += 0.5
            return clock["now"]

        def stolen() -> float:  # as long as the neighbour works, half of the time
            return min(clock["now"], 7.0) / 2

        with (
            mock.patch.object(measurements, "_stolen", stolen),
            mock.patch.object(measurements.time, "monotonic", tick),
        ):
            measurements._settle()
        self.assertGreater(clock["now"], 7.0)
        self.assertLess(clock["now"], 14.0)


if __name__ == "__main__":
    unittest.main()
