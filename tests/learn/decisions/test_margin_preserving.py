"""Fewer flips with new classes: by hand, identities, and digits of which five are new."""

from types import SimpleNamespace

import numpy as np
import pytest

from assay.errors import DataError
from assay.evidence import Evidence
from assay.learn import Head, MarginPreserving, PlainTraining
from assay.learn.decisions.margin_preserving import Preserved
from assay.learn.decisions.older import flips, old_proba, shared_classes

torch = pytest.importorskip("torch")


def test_the_cost_by_hand():
    logits = np.array([[1.0, 0.0, 2.0], [0.5, 1.5, 0.0]])
    first = np.eye(3)[[0, 2]]
    reference = np.array([[[0.9, 0.1, 0], [0.5, 0.5, 0]]])
    recipe = Preserved(first, np.array([0, 1]), reference, 4.0, 2.0, 5.0, 2.0)
    step = SimpleNamespace(
        ids=np.arange(2), logits=torch.tensor(logits), link="softmax",
        tensor=lambda array: torch.from_numpy(np.asarray(array, np.float64)),
    )  # fmt: skip
    led = logits + np.array([0, 0, 4])
    paid = np.mean([np.log(np.exp(led[i]).sum()) - led[i, k] for i, k in ((0, 0), (1, 2))])
    apart = []
    for i, count in ((0, 6), (1, 1)):  # the reference is right of the first item alone
        aim = np.sqrt(reference[0, i, :2])
        aim = aim / aim.sum()
        own = np.exp(logits[i, :2] / 2)
        apart.append(count * (aim * np.log(aim / (own / own.sum()))).sum())
    assert float(recipe.objective(step)) == pytest.approx(paid + 2 * np.mean(apart), rel=1e-5)


def test_without_a_margin_and_older_models_it_is_plain_training():
    random = np.random.default_rng(0)
    rows, truth = random.normal(size=(60, 3)), np.arange(60) % 3
    head = Head(hidden=4, epochs=3)
    old = PlainTraining().learn(rows, Evidence.labels(truth % 2, ("a", "b")), carrier=head)
    evidence = Evidence.labels(truth, ("a", "b", "c"))
    model = MarginPreserving(margin=0.0, strength=0.0).learn(rows, evidence, old, head)
    plain = PlainTraining().learn(rows, evidence, carrier=head)
    np.testing.assert_allclose(model.probabilities(rows), plain.probabilities(rows), atol=1e-6)


def test_classes_of_the_old_model_are_found_by_name():
    rows = np.random.default_rng(0).normal(size=(8, 2))
    old = PlainTraining().learn(
        rows, Evidence.labels(np.arange(8) % 2, ("x", "y")), carrier=Head(epochs=1)
    )
    assert shared_classes(old, ("y", "z", "x"), "w").tolist() == [2, 0]
    np.testing.assert_allclose(
        old_proba(old, rows, ("y", "z", "x"), "w")[:, [2, 0]], old.probabilities(rows)
    )
    with pytest.raises(DataError, match=r"w: an update must know all classes .*'x'"):
        shared_classes(old, ("y", "z"), "w")


def test_digits_of_which_five_are_new(digits):
    split, names = digits.split(), tuple("0123456789")
    mine, head = split.truth < 5, digits.head(25)
    old = PlainTraining().learn(
        split.train[mine], Evidence.labels(split.truth[mine], names[:5]), carrier=head
    )
    evidence = Evidence.labels(split.truth, names)
    before, found = old_proba(old, split.test, names, "x"), []
    for learner in (PlainTraining(), MarginPreserving()):
        more = {} if isinstance(learner, PlainTraining) else {"old": old}
        model = learner.learn(split.train, evidence, carrier=head, **more)
        found.append(flips(before, model.probabilities(split.test), split.answers))
        assert digits.accuracy(model) > 0.7
    assert found[1] < 0.75 * found[0]
