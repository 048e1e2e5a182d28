"""Probe: a run is read back over HTTP; wants a server.

The server answers GraphQL over HTTP, which its own client speaks too.
"""

import base64
import json
from urllib.request import Request, urlopen

import wandb

from runs import Carried, carry_out, key, run_id
from scenarios import probing

QUERY = """query Run($entity: String!, $project: String!, $run: String!) {
  project(name: $project, entityName: $entity) {
    run(name: $run) { state config summaryMetrics }
  }
}"""

server, secret = key()
entity = wandb.Api().default_entity
sent, local = (carry_out(0.25, WANDB_MODE=mode) for mode in ("online", "offline"))


def is_read_back(carried: Carried) -> bool:
    carried.ended.needed()
    variables = {"entity": entity, "project": "probe", "run": run_id(carried)}
    login = base64.b64encode(f"api:{secret}".encode()).decode()
    request = Request(
        f"{server}/graphql",
        json.dumps({"query": QUERY, "variables": variables}).encode(),
        {"Content-Type": "application/json", "Authorization": f"Basic {login}"},
    )
    with urlopen(request, timeout=60) as answer:
        run = json.load(answer)["data"]["project"]["run"]
    if not probing.holds(f"the server has the run: {run}", run):
        return False
    config, summary = json.loads(run["config"]), json.loads(run["summaryMetrics"])
    return (
        probing.holds("how it ended", run["state"] == "finished")
        and probing.holds("its parameter", config["learning_rate"]["value"] == 0.25)
        and probing.holds("its result", summary["slope"] > 1.5)
    )


def online() -> bool:
    """the server answers with state, parameter and result"""
    return is_read_back(sent)


def offline() -> bool:
    """the same for a run that stays in its folder"""
    return is_read_back(local)


probing.passes(online, offline)
