"""Probe: the quick start of MLflow's README; wants an account with OpenAI.

Its code is what is looked at, and the check is what carries it out. The server of
its first step is a step before, at the port that the study assigns.
"""

import os
from pathlib import Path

import mlflow

from readme import SERVER, script
from scenarios import probing

SCRIPT = Path("quick_start.py")
AUTOLOG = "mlflow.openai.autolog()"

address = f"http://127.0.0.1:{os.environ['REPORT_PORT_SERVER']}"
if script().count(SERVER) != 1:
    raise LookupError(f"{SERVER} does not stand once in the example")
SCRIPT.write_text(script().replace(SERVER, address), encoding="utf-8")
mlflow.set_tracking_uri(address)


def traces() -> list[mlflow.entities.Trace]:
    return mlflow.search_traces(locations=["0"], return_type="list")


def traced(script: Path) -> bool:
    before = {trace.info.trace_id for trace in traces()}
    ended = probing.run("python", script)
    new = [trace for trace in traces() if trace.info.trace_id not in before]
    if not probing.holds("the example ran to its end", ended.ok):
        return False
    if not probing.holds(f"it left one trace, found {len(new)}", len(new) == 1):
        return False
    print("  asked:", new[0].data.request, "answered:", new[0].data.response)
    return (
        probing.holds(f"the trace is {new[0].info.state}", new[0].info.state == "OK")
        and probing.holds("it has the question", "Hello!" in new[0].data.request)
        and probing.holds("and the answer", "output_text" in new[0].data.response)
    )


def as_written() -> bool:
    """the example as the package brings it"""
    return traced(SCRIPT)


def without_autolog() -> bool:
    """the same without its call of autolog"""
    return traced(probing.variant(SCRIPT, AUTOLOG, "pass"))


probing.passes(as_written, without_autolog)
