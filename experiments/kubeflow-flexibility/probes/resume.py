"""Probe: a run goes on from the step that failed."""

from pipelines import load, start_local
from scenarios import probing
from scenarios.probing.steps import calls, count_anew


def goes_on(caching: bool) -> bool:
    count_anew()
    start_local(enable_caching=caching)
    pipeline = load("pipelines/resume.py")
    failure = probing.raised(pipeline)
    model = pipeline().output
    return (
        probing.holds(f"the first run failed: {failure}", failure)
        and probing.holds("the second has its model", model == "trained")
        and probing.holds("the training ran once", calls("train") == 1)
        and probing.holds("the evaluation ran twice", calls("evaluate") == 2)
    )


def cached() -> bool:
    """with caching, the second run takes the training from the first"""
    return goes_on(caching=True)


def not_cached() -> bool:
    """the same without caching"""
    return goes_on(caching=False)


probing.passes(cached, not_cached)
