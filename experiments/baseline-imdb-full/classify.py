"""Runs the pre-trained model over reviews of both sentiments, with no tool around it."""

from scenarios import harness, imdb, pretrained

classify = pretrained.load(harness.parameter("model"), harness.parameter("revision"))
reviews = imdb.load("test", int(harness.parameter("test_reviews")), harness.seed())
imdb.record_evaluation(pretrained.MODEL, imdb.evaluate(classify, reviews))
imdb.record_machine()
