"""The counterpart of the fan-out: one task that trains all models in a loop."""

from metaflow import FlowSpec, Parameter, step


class LoopFlow(FlowSpec):
    names = Parameter("models", separator=",", default="SimpleNN")

    @step
    def start(self):
        self.next(self.train)

    @step
    def train(self):
        for self.model in self.names:
            print("trains", self.model)
        self.next(self.end)

    @step
    def end(self):
        pass


if __name__ == "__main__":
    LoopFlow()
