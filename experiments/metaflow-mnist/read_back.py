"""Reads the past run through the client API, as a notebook would days later."""

from metaflow import Flow
from metaflow.cards import get_cards

from scenarios import harness

run = Flow("MnistFlow").latest_successful_run
print(run.pathspec, "finished with", run.data.accuracies)
for task in run["evaluate"]:
    accuracy = task.data.evaluation.accuracy
    print(
        task.pathspec, task.data.model_name, accuracy, f"cards: {len(get_cards(task))}"
    )
    harness.metric("accuracy_read_back", accuracy, model=task.data.model_name)
harness.hand_on("RUN", run.id)
