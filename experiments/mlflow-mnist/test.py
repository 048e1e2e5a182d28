"""Loads the registered models by their alias and adds the test to their runs."""

import mlflow

from scenarios import mnist

settings = mnist.Settings.of_this_run()
digits = mnist.load("test", settings.test_images)
client = mlflow.MlflowClient()

for name in mnist.MODELS:
    model = mlflow.pytorch.load_model(f"models:/mnist-{name}@candidate")
    evaluation = mnist.evaluate(model, digits)
    version = client.get_model_version_by_alias(f"mnist-{name}", "candidate")
    with mlflow.start_run(run_id=version.run_id):
        mlflow.log_metric("test_accuracy", evaluation.accuracy)
        mlflow.log_metric("test_loss", evaluation.loss)
        mlflow.log_dict(evaluation.as_dict(), "evaluation.json")
    mnist.record_evaluation(name, evaluation)
mnist.record_machine()
