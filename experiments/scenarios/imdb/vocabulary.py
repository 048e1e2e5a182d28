"""A WordPiece vocabulary learned from the training reviews."""

from collections.abc import Sequence

from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
from tokenizers.trainers import WordPieceTrainer

SIZE = 8000
LENGTH = 128  # tokens of a review that the model sees: its end, where it concludes
_PAD, _UNKNOWN, _START, _END = "[PAD]", "[UNK]", "[CLS]", "[SEP]"


def learn_vocabulary(texts: Sequence[str]) -> Tokenizer:
    """Return a tokenizer that cuts texts as BERT's does, with words of these texts."""
    tokenizer = _blank({_UNKNOWN: 0})
    plain = [text.replace("<br />", " ") for text in texts]
    # The trainer numbers what a word can go on with in the order of a hash
    # table, which differs from process to process, and breaks ties by number.
    # Told beforehand, as if it were special, each gets the same number always.
    letters = sorted({c for text in plain for c in _normalize(tokenizer, text)})
    trainer = WordPieceTrainer(
        vocab_size=SIZE,
        special_tokens=[_PAD, _UNKNOWN, _START, _END, *(f"##{c}" for c in letters)],
        limit_alphabet=len(letters),
        show_progress=False,
    )
    tokenizer.train_from_iterator(plain, trainer)
    # A tokenizer made anew forgets that they were special.
    return _finished(_blank(tokenizer.get_vocab()))


def _blank(vocabulary: dict[str, int]) -> Tokenizer:
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token=_UNKNOWN))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    return tokenizer


def _normalize(tokenizer: Tokenizer, text: str) -> str:
    return "".join(tokenizer.normalizer.normalize_str(text).split())


def _finished(tokenizer: Tokenizer) -> Tokenizer:
    """Let every text begin, end and be filled up to one length as BERT wants it."""
    pad, start, end = (tokenizer.token_to_id(one) for one in (_PAD, _START, _END))
    tokenizer.post_processor = processors.BertProcessing((_END, end), (_START, start))
    tokenizer.enable_truncation(LENGTH, direction="left")
    tokenizer.enable_padding(pad_id=pad, pad_token=_PAD, length=LENGTH)
    return tokenizer
