"""Probe: PostgreSQL holds the metadata."""

from scenarios import probing
from scenarios.repositories import repository, texts

ADDRESS = "postgresql://study@127.0.0.1:5432/runs"


def attempt() -> str:
    """Name a database as the place for what DVC keeps."""
    made = repository("pipelines/train")
    return probing.complaint(made.dvc("remote", "add", "--default", "runs", ADDRESS))


probing.absent(
    texts(),
    r"postgres|\bsql|database|\bdb\b",
    known=r"remote storage",
    attempt=attempt,
    says=r"Unsupported URL type postgresql://",
    other={r"import-db|test-db": "rows of a query that become a file under DVC"},
)
