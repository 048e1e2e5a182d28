"""Probe: a step has its own packages; wants micromamba and a channel to fetch from."""

from metaflow import Run

from scenarios import probing


def own_packages(*options: str) -> bool:
    command = ("python", "flows/step_environment.py", *options, "run")
    ended = probing.run(*command, "--run-id-file", "run-id", timeout=600)
    if not probing.holds("the run was carried out", ended.ok):
        return False
    with open("run-id", encoding="utf-8") as file:
        data = Run(f"StepEnvironmentFlow/{file.read()}").data
    return probing.holds("each has its version", data.older == "24.0") and (
        probing.holds("of one library", data.newer == "24.2")
    )


def isolated() -> bool:
    """@pypi gives two steps two versions of one library"""
    return own_packages("--environment=pypi")


def shared() -> bool:
    """the same flow in the environment of its launcher"""
    return own_packages()


probing.passes(isolated, shared)
