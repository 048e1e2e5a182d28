"""Probe: a build server starts a run and learns how it ended."""

from pathlib import Path

import mlflow

from scenarios import probing

PROJECT = Path("projects/build")
STORE = f"sqlite:///{Path('mlflow.db').absolute()}"
SWALLOWING = ("sh", "-c", '"$@" || true', "sh")

mlflow.set_tracking_uri(STORE)


def started(fails: str, by: tuple[str, ...]) -> probing.Ended:
    # Nobody is at the keyboard: the command's input is /dev/null.
    run = (*by, "mlflow", "run", PROJECT, "--env-manager", "local", "-P", f"fails={fails}")
    return probing.run(*run, env={"MLFLOW_TRACKING_URI": STORE, "CI": "1"})


def noted() -> list[str]:
    """Return how the last two runs ended, the last one first."""
    newest = ["attributes.start_time DESC"]
    runs = mlflow.MlflowClient().search_runs(["0"], order_by=newest, max_results=2)
    return [run.info.status for run in runs]


def tells_the_truth(by: tuple[str, ...] = ()) -> bool:
    good, bad = started("no", by), started("yes", by)
    return (
        probing.holds("a training that succeeds ends with 0", good.ok)
        and probing.holds(f"both are noted, as {noted()}", noted() == ["FAILED", "FINISHED"])
        and probing.holds("one that fails ends with another", not bad.ok)
        and probing.holds("and says why", "the training failed" in bad.output)
    )


def by_exit() -> bool:
    """the exit code of mlflow run says how the run ended"""
    return tells_the_truth()


def swallowed() -> bool:
    """the same where the job swallows the exit code"""
    return tells_the_truth(SWALLOWING)


probing.passes(by_exit, swallowed)
