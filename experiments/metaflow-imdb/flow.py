"""The sentiment classifier as a flow: train, evaluate, and draw what was learned."""

from metaflow import FlowSpec, Parameter, card, current, step
from metaflow.cards import Image, Markdown, Table

import pictures
from scenarios import imdb


# report:begin flow
class ImdbFlow(FlowSpec):
    """Trains a small distilBERT on film reviews and tests it."""

    train_reviews = Parameter("train_reviews", type=int, default=3000)
    test_reviews = Parameter("test_reviews", type=int, default=1000)
    epochs = Parameter("epochs", type=int, default=2)
    batch_size = Parameter("batch_size", type=int, default=32)
    learning_rate = Parameter("learning_rate", type=float, default=0.0005)
    seed = Parameter("seed", type=int, default=42)

    @step
    def start(self):
        """Gather the parameters."""
        self.settings = imdb.Settings(
            train_reviews=self.train_reviews,
            test_reviews=self.test_reviews,
            epochs=self.epochs,
            batch_size=self.batch_size,
            learning_rate=self.learning_rate,
            seed=self.seed,
        )
        self.next(self.train)

    @step
    def train(self):
        """Train the classifier; whatever is set on self is kept as an artifact."""
        reviews = imdb.load("train", self.settings.train_reviews, self.settings.seed)
        vocabulary = imdb.learn_vocabulary(reviews.texts)
        self.classifier = imdb.build(vocabulary, self.settings.seed)
        self.losses = imdb.train(self.classifier, reviews, self.settings)
        imdb.record_training(imdb.MODEL, self.losses)
        self.next(self.evaluate)

    @card(type="blank")
    @step
    def evaluate(self):
        """Test the classifier and draw the result on a card."""
        reviews = imdb.load("test", self.settings.test_reviews, self.settings.seed)
        self.evaluation = imdb.evaluate(self.classifier, reviews)
        imdb.record_evaluation(imdb.MODEL, self.evaluation)
        imdb.record_machine()
        self.draw(reviews)
        self.next(self.end)

    @step
    def end(self):
        """Say how it went."""
        print(self.evaluation.accuracy)

    def draw(self, reviews: imdb.Reviews) -> None:
        """Fill the card: accuracy, samples, a map and each sentiment's report."""
        current.card.append(Markdown(f"# {imdb.MODEL}"))
        current.card.append(Markdown(f"Accuracy **{self.evaluation.accuracy:.2%}**"))
        samples = pictures.samples(self.classifier, reviews)
        current.card.append(Table(samples, headers=["review", "answer", "label"]))
        chart = pictures.chart(self.classifier, reviews, self.settings.seed)
        current.card.append(Image.from_matplotlib(chart, "t-SNE of the first token"))
        current.card.append(
            Table(
                self.report(),
                headers=["sentiment", "precision", "recall", "F1", "reviews"],
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
    ImdbFlow()
