"""A step that fails when it is called for the first time."""

from metaflow import FlowSpec, retry, step

from scenarios.probing.steps import called


class RetryFlow(FlowSpec):
    @retry(times=1, minutes_between_retries=0)
    @step
    def start(self):
        if called("download") == 1:
            raise ConnectionError("the first download fails")
        self.next(self.end)

    @step
    def end(self):
        pass


if __name__ == "__main__":
    RetryFlow()
