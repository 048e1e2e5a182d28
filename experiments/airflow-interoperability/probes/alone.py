"""Airflow's command line on its own, with no server: as in a build or a trial.

It has a home and an SQLite file of its own, so what it does cannot reach the
Airflow that the experiment started. They are made where this is first imported.
"""

import os
from collections.abc import Mapping
from pathlib import Path

from scenarios import probing

_HOME = Path(os.environ["HOME"]) / "alone"
_OWN = {
    "AIRFLOW_HOME": str(_HOME),
    "AIRFLOW__CORE__DAGS_FOLDER": str(Path("dags").absolute()),
    "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{_HOME}/airflow.db",
}
if not (_HOME / "airflow.db").exists():
    _HOME.mkdir(exist_ok=True)
    probing.run("airflow", "db", "migrate", env=_OWN, quiet=True).needed()
    probing.run("airflow", "dags", "reserialize", env=_OWN, quiet=True).needed()


def airflow(*words: str | Path, env: Mapping[str, str] | None = None) -> probing.Ended:
    """Run a command of Airflow's, with the experiment's own dags folder."""
    return probing.run("airflow", *words, env=_OWN | dict(env or {}))
