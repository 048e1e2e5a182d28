"""Probe: metrics and lineage go to a monitor."""

import json
import os
from pathlib import Path

from alone import airflow
from scenarios import dags, probing

MONITOR = Path(os.environ["HOME"]) / "monitor"


def received(file: str) -> list[str]:
    return (MONITOR / file).read_text(encoding="utf-8").splitlines()


def reported(**env: str) -> bool:
    """Whether a run is heard of, of whose settings `env` may change some."""
    metrics, lineage = len(received("metrics")), len(received("lineage"))
    airflow("dags", "test", "training", env=env).needed()
    measured = [line for line in received("metrics")[metrics:] if "training" in line]
    print("metrics that name the DAG:", *measured, sep="\n  ")
    events = [json.loads(line) for line in received("lineage")[lineage:]]
    steps = {(event["job"]["name"], event["eventType"]) for event in events}
    print("lineage events:", *sorted(steps), sep="\n  ")
    return probing.holds("how long a task took", any(map(duration, measured))) and (
        probing.holds("that it ended", ("training.train", "COMPLETE") in steps)
    )


def duration(line: str) -> bool:
    """Whether a StatsD line gives the training task's duration."""
    name, _, value = line.partition(":")
    return "training.train" in name and "duration" in name and value.endswith("|ms")


def sent() -> bool:
    """StatsD metrics and OpenLineage events of a run reach the monitor"""
    run = dags.run(dags.deploy("dags/training.py")).needed()
    scheduled = any(
        f"dagrun.duration.success.{run.dag}:" in line for line in received("metrics")
    )
    return (
        probing.holds("the scheduler gives the run's duration", scheduled)
        and reported()
    )


def no_metrics() -> bool:
    """the same with statsd_on = False"""
    return reported(AIRFLOW__METRICS__STATSD_ON="False")


def no_lineage() -> bool:
    """the same with OpenLineage disabled"""
    return reported(AIRFLOW__OPENLINEAGE__DISABLED="True")


probing.passes(sent, no_metrics, no_lineage)
