"""What a lock adds to another, and how blocks are drawn."""

import unittest

from scenarios.installing import locks
from scenarios.installing.blocks import blocks

BASELINE = """numpy==2.4.6 \\
    --hash=sha256:aa \\
    --hash=sha256:bb
networkx==3.6.1 ; python_full_version < '3.12' \\
    --hash=sha256:cc
"""
TOOL = BASELINE + """# a comment
Some_Tool[extra]==1.0 \\
    --hash=sha256:dd
"""


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


class Blocks(unittest.TestCase):
    def test_each_block_holds_everything_once(self):
        drawn = list(blocks(["b", "a", "c"], 20, seed=1))
        self.assertEqual([number for number, _ in drawn], list(range(1, 21)))
        self.assertTrue(all(sorted(order) == ["a", "b", "c"] for _, order in drawn))
        self.assertGreater(len({tuple(order) for _, order in drawn}), 1)

    def test_the_seed_alone_decides(self):
        first = list(blocks(["a", "b", "c"], 5, seed=7))
        self.assertEqual(first, list(blocks(["c", "b", "a"], 5, seed=7)))
        self.assertNotEqual(first, list(blocks(["a", "b", "c"], 5, seed=8)))


if __name__ == "__main__":
    unittest.main()
