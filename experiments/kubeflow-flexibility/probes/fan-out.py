"""Probe: one step for each of the models that are named at launch."""

from pipelines import load, start_local
from scenarios import probing
from scenarios.probing.steps import calls, count_anew

MODELS = ["SimpleNN", "DeepNN", "CNN_Model"]


def one_each(file: str, models: list[str]) -> bool:
    count_anew()
    start_local()
    load(file)(models=models)
    return probing.holds(
        f"{len(models)} tasks, found {calls('task')}", calls("task") == len(models)
    ) and probing.holds(
        f"one for each of {models}", all(calls(name) == 1 for name in models)
    )


def parallel_for() -> bool:
    """dsl.ParallelFor starts a task for each model, for three and for two"""
    return all(
        one_each("pipelines/fan_out.py", models) for models in (MODELS, MODELS[:2])
    )


def loop() -> bool:
    """the same for a task that loops over the models"""
    return one_each("pipelines/loop.py", MODELS)


probing.passes(parallel_for, loop)
