"""One parameter, with a default."""

from metaflow import FlowSpec, Parameter, step


class ParametersFlow(FlowSpec):
    learning_rate = Parameter("learning-rate", default=0.001)

    @step
    def start(self):
        self.used = self.learning_rate
        self.next(self.end)

    @step
    def end(self):
        pass


if __name__ == "__main__":
    ParametersFlow()
