"""Trains the classifier as a tracked run that ends in a registered model."""

from pathlib import Path

import mlflow

from scenarios import harness, imdb

NAME = "imdb-DistilBert"

# report:begin train
settings = imdb.Settings.of_this_run()
reviews = imdb.load("train", settings.train_reviews, settings.seed)
client = mlflow.MlflowClient()
experiment = mlflow.set_experiment("imdb")


def log_epoch(epoch: imdb.Epoch) -> None:
    mlflow.log_metric("train_loss", epoch.loss, step=epoch.number)


with mlflow.start_run(run_name=imdb.MODEL) as run:
    mlflow.log_params({"model": imdb.MODEL, **settings.as_dict()})
    classifier = imdb.build(imdb.learn_vocabulary(reviews.texts), settings.seed)
    epochs = imdb.train(classifier, reviews, settings, on_epoch=log_epoch)
    imdb.save(classifier, Path("classifier"))
    logged = mlflow.pyfunc.log_model(
        name=imdb.MODEL,
        python_model="model.py",
        artifacts={"classifier": "classifier"},
        code_paths=["../scenarios"],
        input_example=reviews.texts[:2],
        registered_model_name=NAME,
    )
version = logged.registered_model_version
client.update_model_version(
    NAME, version, description=f"trained on {settings.train_reviews} reviews"
)
client.set_registered_model_alias(NAME, "candidate", version)
# report:end train

imdb.record_training(imdb.MODEL, epochs)
harness.hand_on("EXPERIMENT", experiment.experiment_id)
harness.hand_on("RUN", run.info.run_id)
