"""The digit classifier as a flow: one branch for each of the three models."""

from metaflow import FlowSpec, Parameter, card, current, step
from metaflow.cards import Image, Markdown, Table

import pictures
from scenarios import mnist


# report:begin flow
class MnistFlow(FlowSpec):
    """Trains the three digit classifiers, tests them and draws what they learned."""

    train_images = Parameter("train_images", type=int, default=60000)
    test_images = Parameter("test_images", type=int, default=10000)
    epochs = Parameter("epochs", type=int, default=2)
    batch_size = Parameter("batch_size", type=int, default=64)
    learning_rate = Parameter("learning_rate", type=float, default=0.001)
    seed = Parameter("seed", type=int, default=42)

    @step
    def start(self):
        """Branch out, one task for each model."""
        self.settings = mnist.Settings(
            train_images=self.train_images,
            test_images=self.test_images,
            epochs=self.epochs,
            batch_size=self.batch_size,
            learning_rate=self.learning_rate,
            seed=self.seed,
        )
        self.names = list(mnist.MODELS)
        self.next(self.train, foreach="names")

    @step
    def train(self):
        """Train one model; whatever is set on self is kept as an artifact."""
        self.model_name = self.input
        digits = mnist.load("train", self.settings.train_images)
        self.model = mnist.build(self.model_name, self.settings.seed)
        self.losses = mnist.train(self.model, digits, self.settings)
        mnist.record_training(self.model_name, self.losses)
        self.next(self.evaluate)

    @card(type="blank")
    @step
    def evaluate(self):
        """Test the model and draw the result on a card."""
        digits = mnist.load("test", self.settings.test_images)
        self.evaluation = mnist.evaluate(self.model, digits)
        mnist.record_evaluation(self.model_name, self.evaluation)
        mnist.record_machine()
        self.draw(digits.first(pictures.SHOWN))
        self.next(self.join)

    @step
    def join(self, branches):
        """Bring the branches together again, with all that they found."""
        self.accuracies = {one.model_name: one.evaluation.accuracy for one in branches}
        self.next(self.end)

    @step
    def end(self):
        """Say how it went."""
        print(self.accuracies)

    def draw(self, digits: mnist.Digits) -> None:
        """Fill the card: accuracy, samples, a map and each digit's report."""
        current.card.append(Markdown(f"# {self.model_name}"))
        current.card.append(Markdown(f"Accuracy **{self.evaluation.accuracy:.2%}**"))
        samples = pictures.samples(self.model, digits)
        current.card.append(Image.from_matplotlib(samples, "The first test images"))
        chart = pictures.chart(self.model, digits, self.settings.seed)
        current.card.append(
            Image.from_matplotlib(chart, "t-SNE of the last hidden layer")
        )
        current.card.append(
            Table(
                self.report(), headers=["digit", "precision", "recall", "F1", "images"]
            )
        )

    def report(self) -> list[list[object]]:
        """Lay out the report of each class as rows."""
        return [
            [
                one.label,
                *(f"{x:.3f}" for x in (one.precision, one.recall, one.f1)),
                one.support,
            ]
            for one in self.evaluation.classes
        ]


# report:end flow

if __name__ == "__main__":
    MnistFlow()
