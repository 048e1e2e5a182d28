"""Probe: one step for each of the models that are named at launch."""

from flows import launch
from scenarios import probing

MODELS = ["SimpleNN", "DeepNN", "CNN_Model"]


def one_each(file: str, flow: str, models: list[str]) -> bool:
    run = launch(file, flow, "run", "--models", ",".join(models))
    run.ended.needed()
    trained = sorted(task.data.model for task in run.run()["train"])
    return probing.holds(
        f"a task for each of {models}, found {trained}", trained == sorted(models)
    )


def foreach() -> bool:
    """foreach starts a task for each model, for three and for two"""
    return all(
        one_each("flows/fan_out.py", "FanOutFlow", models)
        for models in (MODELS, MODELS[:2])
    )


def loop() -> bool:
    """the same for a task that loops over the models"""
    return one_each("flows/loop.py", "LoopFlow", MODELS)


probing.passes(foreach, loop)
