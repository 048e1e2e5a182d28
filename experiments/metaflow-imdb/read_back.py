"""Reads the past run through the client API, as a notebook would days later."""

from metaflow import Flow
from metaflow.cards import get_cards

from scenarios import harness, imdb

run = Flow("ImdbFlow").latest_successful_run
task = run["evaluate"].task
print(task.pathspec, task.data.evaluation.accuracy, f"cards: {len(get_cards(task))}")
harness.metric("accuracy_read_back", task.data.evaluation.accuracy, model=imdb.MODEL)
harness.hand_on("RUN", run.id)
