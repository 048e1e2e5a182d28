"""Two steps that use two versions of one library."""

from metaflow import FlowSpec, pypi, step


class StepEnvironmentFlow(FlowSpec):
    @pypi(packages={"packaging": "24.0"})
    @step
    def start(self):
        import packaging

        self.older = packaging.__version__
        self.next(self.end)

    @pypi(packages={"packaging": "24.2"})
    @step
    def end(self):
        import packaging

        self.newer = packaging.__version__


if __name__ == "__main__":
    StepEnvironmentFlow()
