"""Probe: PostgreSQL holds the metadata.

Their keeper is the server, for which its documentation asks for MySQL; the client
keeps them in files, or sends them to where base_url says.
"""

import wandb

from scenarios import probing
from texts import texts


def attempt() -> str:
    """Name a database as the place where runs are kept."""
    address = "postgresql://study@127.0.0.1:5432/wandb"
    refusal = probing.raised(lambda: wandb.init(settings={"base_url": address}))
    return refusal.replace("\n", " ")


probing.absent(
    texts(),
    r"postgres|\bsql|database|\bdb\b",
    known=r"local W&B server",
    attempt=attempt,
    says=r"URL scheme should be 'http' or 'https'",
)
