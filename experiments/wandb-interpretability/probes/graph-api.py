"""Probe: the steps and what they depend on, over the API; wants a server."""

import wandb

from online import evaluate, project, train
from scenarios import probing


used, unused = project(), project()
for trained in (used, unused):
    train(0.3, trained)


def is_given(name: str, evaluated: bool) -> bool:
    if evaluated:
        evaluate(name)
    model = wandb.Api().artifact(f"{name}/line:latest")
    edges = [(model.logged_by().name, user.name) for user in model.used_by()]
    return probing.holds(f"the edges: {edges}", edges == [("rate-0.3", "evaluation")])


def two_steps() -> bool:
    """the runs that made and used a model"""
    return is_given(used, evaluated=True)


def one_step() -> bool:
    """the same for a model that none uses"""
    return is_given(unused, evaluated=False)


probing.passes(two_steps, one_step)
