"""A flow whose result tells which version of its code was carried out."""

from metaflow import FlowSpec, step


class RerunFlow(FlowSpec):
    @step
    def start(self):
        self.result = "first version"
        self.next(self.end)

    @step
    def end(self):
        pass


if __name__ == "__main__":
    RerunFlow()
