"""A step that takes much longer than it may."""

import time

from metaflow import FlowSpec, step, timeout

from scenarios.probing.steps import called


class TimeoutFlow(FlowSpec):
    @timeout(seconds=3)
    @step
    def start(self):
        called("begun")
        time.sleep(20)
        called("finished")
        self.next(self.end)

    @step
    def end(self):
        pass


if __name__ == "__main__":
    TimeoutFlow()
