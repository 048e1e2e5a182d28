"""Probe: a pipeline is compiled for a cluster."""

from scenarios import probing
from scenarios.repositories import repository, texts


def attempt() -> str:
    """Ask for a run whose stages are pods."""
    made = repository("pipelines/train")
    return probing.complaint(made.dvc("repro", "--executor", "kubernetes"))


probing.absent(
    texts(),
    r"kubernetes|\bk8s\b|\bargo\b|airflow|slurm|\bcluster|\bcompile|\bpods?\b|executor",
    known=r"Execute",
    attempt=attempt,
    says=r"unrecognized arguments: --executor",
    other={
        r"clustering_eval": "the name of a file in an example",
        r"exec-run": "what carries out a queued experiment in a copy of the repository",
    },
)
