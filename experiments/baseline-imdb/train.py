"""The scenario with no tool around it: what the tools are measured against."""

from scenarios import harness, imdb

settings = imdb.Settings.of_this_run()
reviews = imdb.load("train", settings.train_reviews, settings.seed)
classifier = imdb.build(imdb.learn_vocabulary(reviews.texts), settings.seed)
epochs = imdb.train(classifier, reviews, settings)
imdb.record_training(imdb.MODEL, epochs)
imdb.save(classifier, harness.out())
harness.hand_on("CLASSIFIER", harness.out())
