"""Probe: an old experiment is carried out again with its own code."""

from pathlib import Path

from repository import Repository, repository
from scenarios import probing
from scenarios.probing.steps import calls, count_anew

PIPELINE = Path("pipelines/rerun/dvc.yaml")
CODE = """from pathlib import Path

from scenarios.probing.steps import called

called("train")
Path("model").write_text("the first code")
"""

first, second = (repository(PIPELINE, train=CODE) for _ in range(2))


def comes_back(made: Repository, applied: bool) -> bool:
    count_anew()
    made.dvc("exp", "run", "--name", "old").needed()
    (made.folder / "train.py").write_text(CODE.replace("first", "second"))
    made.commit("the code moves on")
    made.dvc("repro").needed()
    if (made.folder / "model").read_text() != "the second code":
        raise RuntimeError("the code should have moved on")
    if applied:
        made.dvc("exp", "apply", "old").needed()
    made.dvc("repro", "--force").needed()
    return probing.holds("the training ran three times", calls("train") == 3) and (
        probing.holds(
            "the first code made it",
            (made.folder / "model").read_text() == "the first code",
        )
    )


def with_its_code() -> bool:
    """exp apply, then repro"""
    return comes_back(first, applied=True)


def without() -> bool:
    """the same without exp apply"""
    return comes_back(second, applied=False)


probing.passes(with_its_code, without)
