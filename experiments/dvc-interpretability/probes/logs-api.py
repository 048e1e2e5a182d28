"""Probe: the log of each step, over the command line."""

from scenarios import probing
from scenarios.repositories import repository


def is_given(*queue: str) -> bool:
    made = repository("pipelines/train")
    made.dvc("exp", "run", "--name", "logged", *queue).needed()
    if queue:
        made.dvc("exp", "run", "--run-all", quiet=True).needed()
    log = made.dvc("queue", "logs", "logged").stdout
    trained, _, evaluated = log.partition("Running stage 'evaluate'")
    return (
        probing.holds("the log names the step", "Running stage 'train'" in trained)
        and probing.holds("a line for each epoch", "epoch 5: loss" in trained)
        and probing.holds("and what the next step printed", "drew" in evaluated)
    )


def queued() -> bool:
    """queue logs gives what the stages of a queued experiment printed"""
    return is_given("--queue")


def at_once() -> bool:
    """the same for an experiment that did not go through the queue"""
    return is_given()


probing.passes(queued, at_once)
