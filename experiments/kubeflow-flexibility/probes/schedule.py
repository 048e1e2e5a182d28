"""Probe: a run starts by the clock; wants a cluster."""

from kfp import Client, compiler

from pipelines import load, wait_until
from scenarios import probing

client = Client()
compiler.Compiler().compile(load("pipelines/rerun.py"), "pipeline.yaml")
experiment = client.create_experiment("probe-schedule").experiment_id


def starts_itself(name: str, enabled: bool) -> bool:
    recurring = client.create_recurring_run(
        experiment,
        name,
        cron_expression="0 * * * * *",
        pipeline_package_path="pipeline.yaml",
        enabled=enabled,
    ).recurring_run_id

    def started() -> bool:
        runs = client.list_runs(page_size=100, experiment_id=experiment).runs or []
        return any(run.recurring_run_id == recurring for run in runs)

    outcome = wait_until(started, seconds=180)
    client.delete_recurring_run(recurring)
    return probing.holds("a run began within three minutes", outcome)


def recurring() -> bool:
    """a recurring run starts each minute, with nobody to trigger it"""
    return starts_itself("enabled", enabled=True)


def disabled() -> bool:
    """the same recurring run where it is disabled"""
    return starts_itself("disabled", enabled=False)


probing.passes(recurring, disabled)
