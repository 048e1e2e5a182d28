"""The loading of the pre-trained model, up to where the hub would be asked."""

import importlib
import math
import sys
import types
import unittest
from unittest import mock


class Loading(unittest.TestCase):
    def setUp(self):
        """Stand in for PyTorch and transformers, which the tests do without."""
        self.pipeline = mock.Mock(return_value=self.answers)
        reviews = types.SimpleNamespace(SENTIMENTS=["neg", "pos"])
        modules = {
            "torch": types.SimpleNamespace(tensor=Rows, Tensor=Rows),
            "transformers": types.SimpleNamespace(pipeline=self.pipeline),
            "scenarios.imdb": types.SimpleNamespace(reviews=reviews),
            "scenarios.imdb.reviews": reviews,
        }
        patched = mock.patch.dict(sys.modules, modules)
        patched.start()
        self.addCleanup(patched.stop)
        sys.modules.pop("scenarios.pretrained", None)
        self.pretrained = importlib.import_module("scenarios.pretrained")

    def answers(self, texts):
        """Answer as the pipeline does: for each text, the likelier label first."""
        self.asked = texts
        good = [{"label": "POSITIVE", "score": 0.75}, {"label": "NEGATIVE", "score": 0.25}]
        return [good if "good" in text else good[::-1] for text in texts]

    def test_the_model_is_asked_for_at_its_revision(self):
        self.pretrained.load("some/model", "714eb0f")
        [task], asked = self.pipeline.call_args
        self.assertEqual(task, "text-classification")
        self.assertEqual(asked["model"], "some/model")
        self.assertEqual(asked["revision"], "714eb0f")
        self.assertEqual(asked["device"], "cpu")

    def test_texts_are_cut_to_what_the_model_takes(self):
        self.pretrained.load("some/model", "714eb0f")
        asked = self.pipeline.call_args.kwargs
        self.assertTrue(asked["truncation"])
        self.assertEqual(asked["max_length"], self.pretrained.LENGTH)

    def test_scores_stand_in_the_order_of_the_sentiments_whatever_comes_first(self):
        scores = self.pretrained.load("some/model", "714eb0f")(("a good film", "a film"))
        self.assertEqual(self.asked, ["a good film", "a film"])
        self.assertEqual(scores, [[math.log(0.25), math.log(0.75)]] * 2)


class Rows(list):
    """A tensor of rows, as far as the loading needs one."""

    def log(self):
        return [[math.log(value) for value in row] for row in self]
