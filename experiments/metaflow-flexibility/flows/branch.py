"""A model is registered only if its accuracy is above a threshold."""

from metaflow import FlowSpec, Parameter, step


class BranchFlow(FlowSpec):
    accuracy = Parameter("accuracy", default=0.0)

    @step
    def start(self):
        self.verdict = "good" if self.accuracy > 0.9 else "poor"
        self.next({"good": self.register, "poor": self.end}, condition="verdict")

    @step
    def register(self):
        self.next(self.end)

    @step
    def end(self):
        pass


if __name__ == "__main__":
    BranchFlow()
