"""Reads the trained classifier back and evaluates it on the test reviews."""

import os
from pathlib import Path

from scenarios import imdb

settings = imdb.Settings.of_this_run()
reviews = imdb.load("test", settings.test_reviews, settings.seed)
classifier = imdb.restore(Path(os.environ["CLASSIFIER"]))
imdb.record_evaluation(imdb.MODEL, imdb.evaluate(classifier, reviews))
imdb.record_machine()
