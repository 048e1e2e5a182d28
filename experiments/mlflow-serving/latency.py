"""Times requests one after the other, as a caller sees them."""

import statistics
import time
from functools import partial

from scenarios import harness, mnist
from scenarios.timing import blocks
from scoring import Scoring

BATCHES = {1: "requests_of_one", 100: "requests_of_hundred"}  # images in a request

settings = mnist.Settings.of_this_run()
digits = mnist.load("test", max(BATCHES))
served = Scoring()
latencies: dict[str, list[float]] = {}


def requests(size: str) -> float:
    """Ask for the scores of as many images, again and again; returns the seconds."""
    part = digits.first(int(size)).images
    latencies[size] = []
    for _ in range(int(harness.parameter(BATCHES[int(size)]))):
        began = time.perf_counter()
        served.scores(part)
        latencies[size].append(time.perf_counter() - began)
    return sum(latencies[size])


for images in BATCHES:  # opens the connection, and is not counted
    requests(str(images))
number = int(harness.parameter("blocks"))
for block in blocks([str(size) for size in BATCHES], number, settings.seed):
    for size in block.order:
        for attempt in block.until_quiet(size):
            attempt.time(partial(requests, size))
        cuts = statistics.quantiles(latencies[size], n=100, method="inclusive")
        quantiles = {"0.5": cuts[49], "0.95": cuts[94], "1": max(latencies[size])}
        for quantile, value in quantiles.items():
            labels = {"images": size, "quantile": quantile}
            step = block.number
            harness.metric("latency_seconds", value, "s", step=step, **labels)
        harness.keep(f"latency-{size}-{block.number}.json", latencies[size])
        print(f"block {block.number}: {size} images: {quantiles}")
