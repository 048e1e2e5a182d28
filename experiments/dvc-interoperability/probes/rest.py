"""Probe: a run is read back over REST."""

from scenarios import probing
from scenarios.repositories import repository, texts


def attempt() -> str:
    """Ask for a server of the repository's experiments."""
    made = repository("pipelines/train")
    made.dvc("repro").needed()
    return probing.complaint(made.dvc("server"))


probing.absent(
    texts(),
    r"\bREST (api|server|service)|\bHTTP api|openapi|swagger|\bserv(er|es?|ing)\b|studio",
    known=r"reproduce",
    attempt=attempt,
    says=r"invalid choice: 'server'",
    other={
        r"\[user@\]server:|git@server": "where a git repository may lie",
        r"studio": "a service of its own; the REST API that it documents creates"
        " projects and says where a model lies, and gives no run",
    },
)
