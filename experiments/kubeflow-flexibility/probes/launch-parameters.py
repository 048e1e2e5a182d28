"""Probe: a parameter is given at launch, and the file stays as it is."""

from pathlib import Path

from pipelines import load, start_local
from scenarios import probing

PIPELINE = Path("pipelines/parameters.py")


def reaches(file: Path) -> bool:
    start_local()
    try:
        run = load(file)(learning_rate=0.25)
    except TypeError as error:
        return probing.holds(f"the launch was taken: {error}", False)
    return probing.holds("the step used 0.25", run.output == 0.25)


def given() -> bool:
    """learning_rate=0.25 reaches the step"""
    return reaches(PIPELINE)


def not_declared() -> bool:
    """the same where the pipeline declares no parameter"""
    text = PIPELINE.read_text(encoding="utf-8")
    before, after = "learning_rate: float = 0.001", "learning_rate=learning_rate"
    assert before in text and after in text
    fixed = probing.variant(PIPELINE, before)
    return reaches(probing.variant(fixed, after, "learning_rate=0.001"))


probing.passes(given, not_declared)
