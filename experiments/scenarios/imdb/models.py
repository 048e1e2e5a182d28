"""distilBERT with a vocabulary of its own, as one thing that reads texts."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from tokenizers import Tokenizer
from transformers import DistilBertConfig, DistilBertForSequenceClassification

from .reviews import SENTIMENTS
from .vocabulary import LENGTH

MODEL = "DistilBert"
_TOKENIZER, _WEIGHTS = "tokenizer.json", "weights.pt"


@dataclass
class Classifier:
    """A network and the tokenizer that it was trained with: neither serves alone."""

    network: DistilBertForSequenceClassification
    tokenizer: Tokenizer

    def encode(self, texts: Sequence[str]) -> tuple[torch.Tensor, torch.Tensor]:
        """Return token numbers and the mask of those that are not padding."""
        encoded = self.tokenizer.encode_batch(list(texts))
        return (
            torch.tensor([one.ids for one in encoded]),
            torch.tensor([one.attention_mask for one in encoded]),
        )

    def __call__(self, texts: Sequence[str]) -> torch.Tensor:
        """Return one score for each sentiment of each text."""
        ids, mask = self.encode(texts)
        with torch.no_grad():
            return self.network(input_ids=ids, attention_mask=mask).logits


# report:begin model
def build(tokenizer: Tokenizer, seed: int) -> Classifier:
    """Return a new classifier whose weights depend on the vocabulary and the seed alone."""
    torch.manual_seed(seed)
    config = DistilBertConfig(
        vocab_size=tokenizer.get_vocab_size(),
        max_position_embeddings=LENGTH,
        dim=128,
        hidden_dim=256,
        n_layers=2,
        n_heads=4,
        num_labels=len(SENTIMENTS),
    )
    return Classifier(DistilBertForSequenceClassification(config), tokenizer)


# report:end model


def save(classifier: Classifier, folder: Path) -> None:
    """Write weights and tokenizer into a folder, for tools that pass models on as files."""
    folder.mkdir(parents=True, exist_ok=True)
    classifier.tokenizer.save(str(folder / _TOKENIZER))
    torch.save(classifier.network.state_dict(), folder / _WEIGHTS)


def restore(folder: Path) -> Classifier:
    """Return the classifier that `save` wrote, ready to answer."""
    classifier = build(Tokenizer.from_file(str(folder / _TOKENIZER)), seed=0)
    weights = torch.load(folder / _WEIGHTS, weights_only=True)
    classifier.network.load_state_dict(weights)
    classifier.network.eval()
    return classifier


def hidden(classifier: Classifier, texts: Sequence[str]) -> torch.Tensor:
    """Return what the network makes of each text's first token, to draw a map of them."""
    ids, mask = classifier.encode(texts)
    with torch.no_grad():
        body = classifier.network.distilbert(input_ids=ids, attention_mask=mask)
    return body.last_hidden_state[:, 0]
