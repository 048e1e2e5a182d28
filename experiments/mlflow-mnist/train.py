"""Trains the three models, each as a tracked run that ends in a registered model."""

import mlflow
from mlflow.models import infer_signature

from scenarios import harness, mnist

# report:begin train
settings = mnist.Settings.of_this_run()
digits = mnist.load("train", settings.train_images)
client = mlflow.MlflowClient()
experiment = mlflow.set_experiment("mnist")


def log_epoch(epoch: mnist.Epoch) -> None:
    mlflow.log_metric("train_loss", epoch.loss, step=epoch.number)


for name in mnist.MODELS:
    with mlflow.start_run(run_name=name) as run:
        mlflow.log_params({"model": name, **settings.as_dict()})
        model = mnist.build(name, settings.seed)
        epochs = mnist.train(model, digits, settings, on_epoch=log_epoch)
        example = digits.first(8).images
        logged = mlflow.pytorch.log_model(
            model,
            name=name,
            input_example=example.numpy(),
            signature=infer_signature(example.numpy(), model(example).detach().numpy()),
            registered_model_name=f"mnist-{name}",
        )
    version = logged.registered_model_version
    client.update_model_version(
        f"mnist-{name}", version, description=f"epochs trained: {settings.epochs}"
    )
    client.set_registered_model_alias(f"mnist-{name}", "candidate", version)
    # report:end train
    mnist.record_training(name, epochs)
    harness.hand_on(f"RUN_{name.upper()}", run.info.run_id)

harness.hand_on("EXPERIMENT", experiment.experiment_id)
mnist.record_machine()
