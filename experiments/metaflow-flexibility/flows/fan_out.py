"""One training task for each model, and the models are known only at launch."""

from metaflow import FlowSpec, Parameter, step


class FanOutFlow(FlowSpec):
    names = Parameter("models", separator=",", default="SimpleNN")

    @step
    def start(self):
        self.models = self.names
        self.next(self.train, foreach="models")

    @step
    def train(self):
        self.model = self.input
        self.next(self.join)

    @step
    def join(self, inputs):
        self.trained = [task.model for task in inputs]
        self.next(self.end)

    @step
    def end(self):
        pass


if __name__ == "__main__":
    FanOutFlow()
