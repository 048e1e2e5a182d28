"""Probe: metrics for a monitor; wants a server on a cluster.

The operator's deployment has a Prometheus beside the server, whose service answers
at /metrics; kubectl asks it from within.
"""

import re

from scenarios import probing

SERVICE = "/api/v1/namespaces/default/services/prometheus:80/proxy"
# A sample of the format that Prometheus reads: name, labels, value.
SAMPLE = re.compile(r"^[a-zA-Z_:][\w:]*(\{[^}]*\})? [-+0-9.eE]+$", re.MULTILINE)


def tells(path: str) -> bool:
    answer = probing.run("kubectl", "get", "--raw", f"{SERVICE}{path}").needed().stdout
    samples = SAMPLE.findall(answer)
    return probing.holds(f"samples of a monitor: {len(samples)}", len(samples) > 10)


def metrics() -> bool:
    """the service answers with samples at /metrics"""
    return tells("/metrics")


def elsewhere() -> bool:
    """the same for another of its addresses"""
    return tells("/-/ready")


probing.passes(metrics, elsewhere)
