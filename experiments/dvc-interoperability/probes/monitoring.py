"""Probe: metrics or lineage for a monitor."""

from scenarios import probing
from scenarios.repositories import repository, texts


def attempt() -> str:
    """Name a monitor in DVC's settings."""
    made = repository("pipelines/train")
    command = ("config", "monitor.prometheus", "http://127.0.0.1:9090")
    return probing.complaint(made.dvc(*command))


probing.absent(
    texts(),
    r"monitoring|prometheus|statsd|opentelemetry|otlp|openlineage|lineage|telemetry",
    known=r"compare metrics",
    attempt=attempt,
    says=r"extra keys not allowed",
)
