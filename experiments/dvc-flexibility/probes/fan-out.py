"""Probe: one stage for each model, and the models are known only at launch."""

from pathlib import Path

from repository import Repository, repository
from scenarios import probing
from scenarios.probing.steps import calls, count_anew

MODELS = ["SimpleNN", "DeepNN", "CNN_Model"]

matrix, loop = (
    repository(Path("pipelines", name, "dvc.yaml")) for name in ("fan-out", "loop")
)


def fans_out(made: Repository) -> bool:
    count_anew()
    ended = made.dvc("exp", "run", "--set-param", f"models=[{','.join(MODELS)}]")
    trained = sorted(path.stem for path in made.folder.glob("*.model"))
    return (
        probing.holds("the run was carried out", ended.ok)
        and probing.holds("the training ran three times", calls("train") == 3)
        and probing.holds(f"trained: {trained}", trained == sorted(MODELS))
    )


def a_stage_each() -> bool:
    """matrix over a list that is given at launch"""
    return fans_out(matrix)


def one_stage() -> bool:
    """the same list given to one stage"""
    return fans_out(loop)


probing.passes(a_stage_each, one_stage)
