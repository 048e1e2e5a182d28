"""A flow that starts each minute, once it is deployed to Argo Workflows."""

from metaflow import FlowSpec, schedule, step


@schedule(cron="* * * * *")
class ScheduleFlow(FlowSpec):
    @step
    def start(self):
        self.next(self.end)

    @step
    def end(self):
        pass


if __name__ == "__main__":
    ScheduleFlow()
