"""A training that succeeds, and an evaluation that fails for the first time."""

from metaflow import FlowSpec, step

from scenarios.probing.steps import called


class ResumeFlow(FlowSpec):
    @step
    def start(self):
        called("train")
        self.model = "trained"
        self.next(self.evaluate)

    @step
    def evaluate(self):
        if called("evaluate") == 1:
            raise RuntimeError("the first evaluation fails")
        self.evaluated = self.model
        self.next(self.end)

    @step
    def end(self):
        pass


if __name__ == "__main__":
    ResumeFlow()
