"""The scenario with no tool around it: what the tools are measured against."""

from scenarios import harness, mnist

settings = mnist.Settings.of_this_run()
digits = mnist.load("train", settings.train_images)
for name in mnist.MODELS:
    model = mnist.build(name, settings.seed)
    epochs = mnist.train(model, digits, settings)
    mnist.record_training(name, epochs)
    mnist.save(model, harness.out() / f"{name}.pt")
harness.hand_on("MODELS", harness.out())
