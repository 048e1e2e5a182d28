"""Probe: PostgreSQL holds the metadata."""

from scenarios import probing
from scenarios.neighbours.postgresql import Postgresql
from servers import log_run, tracking_server

database = Postgresql.of_this_run()


def held(server: str, name: str) -> bool:
    run = log_run(server)
    tables = database.tables(name)
    if not probing.holds(f"there are tables, found {len(tables)}", "runs" in tables):
        return False
    params = database.query(
        name, f"select key, value from params where run_uuid = '{run}'"
    )
    metrics = database.query(
        name, f"select key, value from metrics where run_uuid = '{run}'"
    )
    return probing.holds(
        f"the parameter, found {params}", params == ["learning_rate|0.25"]
    ) and probing.holds(f"the metric, found {metrics}", metrics == ["accuracy|0.875"])


database.url("unused")
given = ("--backend-store-uri", database.url("tracking"))
with tracking_server(*given) as server, tracking_server(port="other") as other:

    def in_postgresql() -> bool:
        """--backend-store-uri postgresql://... keeps the run in the database"""
        return held(server, "tracking")

    def elsewhere() -> bool:
        """the same for a server that is given no database"""
        return held(other, "unused")

    probing.passes(in_postgresql, elsewhere)
