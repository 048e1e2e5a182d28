"""What a lock adds to another."""

import unittest

from scenarios.installing import locks

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


if __name__ == "__main__":
    unittest.main()
