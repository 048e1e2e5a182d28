"""Probe: a build server starts a run and learns how it ended."""

from scenarios import probing
from scenarios.repositories import repository


def tells_the_truth(*command: str) -> bool:
    # Nobody is at the keyboard: the command's input is /dev/null.
    good, bad = repository("pipelines/train"), repository("pipelines/train")
    (bad.folder / "params.yaml").write_text("learning_rate: 0.0\n", encoding="utf-8")
    ended, failed = (made.dvc(*command, env={"CI": "1"}) for made in (good, bad))
    known = good.dvc("metrics", "show", "--json").stdout
    return (
        probing.holds("a run that converges ends with 0", ended.ok)
        and probing.holds("the job has its result", '"loss": 0.0' in known)
        and probing.holds("one that does not ends with another", not failed.ok)
        and probing.holds("and says why", "the last loss is" in failed.output)
    )


def by_exit() -> bool:
    """the exit code of repro says how the run ended"""
    return tells_the_truth("repro")


def queued() -> bool:
    """the same with exp run --queue, which does not wait for the end"""
    return tells_the_truth("exp", "run", "--queue")


probing.passes(by_exit, queued)
