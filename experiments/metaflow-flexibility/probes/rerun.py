"""Probe: an old run is carried out again with its own code; wants a cluster.

Metaflow packs the code of a run where at least one step runs remotely.
"""

from pathlib import Path

from flows import launch
from scenarios import probing

FLOW = Path("flows/rerun.py")
REMOTE = ("--with", "kubernetes")


def comes_out_again(fetch: bool) -> bool:
    old = launch(FLOW, "RerunFlow", "run", *REMOTE)
    old.ended.needed()
    moved_on = probing.variant(FLOW, "first version", "second version")
    if fetch:
        probing.run("metaflow", "code", "pull", old.id, "--dir", "pulled").needed()
        [moved_on] = Path("pulled").rglob("rerun.py")
    again = launch(moved_on, "RerunFlow", "run", *REMOTE)
    again.ended.needed()
    return probing.holds(
        "the result is that of the old run",
        again.run().data.result == old.run().data.result,
    )


def pulled() -> bool:
    """`metaflow code pull` brings back the code of the old run"""
    return comes_out_again(fetch=True)


def newest() -> bool:
    """the same with the code as it is now"""
    return comes_out_again(fetch=False)


probing.passes(pulled, newest)
