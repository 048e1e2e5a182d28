"""Probe: a step has its own packages."""

from pipelines import load, start_local
from scenarios import probing


def own_packages(file: str) -> bool:
    start_local(use_venv=True)
    try:
        versions = load(file)().output
    except RuntimeError as error:
        return probing.holds(f"the run was carried out: {error}", False)
    return probing.holds(f"two versions, found {versions}", versions == "24.0 and 24.2")


def isolated() -> bool:
    """packages_to_install gives two steps two versions of one library"""
    return own_packages("pipelines/step_environment.py")


def shared() -> bool:
    """the same pipeline where both steps name one version"""
    return own_packages(
        str(probing.variant("pipelines/step_environment.py", "==24.2", "==24.0"))
    )


probing.passes(isolated, shared)
