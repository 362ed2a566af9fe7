"""Candidates struck out for good: by hand, as PRODEN, and on sets with many others."""

import numpy as np

from assay.learn import Proden, ProgressivePurification
from assay.learn.candidates.progressive_purification import Purifying
from assay.learn.step import Epoch


def purifying(kept, every=1, cut=0.1):
    made = Purifying(np.ones((2, 3), bool), 0.0, every, cut, 1.5)
    made.kept = np.asarray(kept, np.float32)
    return made


def ended(epoch=1, epochs=10):
    return Epoch(epoch, epochs, "softmax", np.random.default_rng(0), lambda _: None)


def test_by_hand():
    made = purifying([[0.9, 0.08, 0.02], [0.4, 0.3, 0.3]])
    made.after(ended())
    # 0.08 and 0.02 are below a tenth of 0.9.
    assert made.member.tolist() == [[1, 0, 0], [1, 1, 1]]
    np.testing.assert_allclose(made.kept, [[1, 0, 0], [0.4, 0.3, 0.3]], atol=1e-6)
    assert made.cut == 0.1
    made.after(ended())
    # Nothing fell: the bar is raised.
    assert made.member.tolist() == [[1, 0, 0], [1, 1, 1]]
    assert made.cut == 0.1 * 1.5
    assert made.found()["struck_out"] == 1 - 4 / 6


def test_the_mean_of_the_epochs_between_looks_decides():
    made = purifying([[0.9, 0.05, 0.05], [0.4, 0.3, 0.3]], every=2)
    made.after(ended())
    assert made.member.sum() == 6
    made.kept[0] = [0.8, 0.15, 0.05]
    made.after(ended())
    assert made.member.tolist() == [[1, 1, 0], [1, 1, 1]]


def test_before_its_start_it_is_proden(digits):
    split = digits.split()
    sets = digits.sets(digits.candidates(split.truth, 0.7))
    head = digits.head(4)
    first = ProgressivePurification(start=1.0).learn(split.train, sets, carrier=head)
    second = Proden().learn(split.train, sets, carrier=head)
    np.testing.assert_array_equal(first.probabilities(split.test), second.probabilities(split.test))


def test_sets_with_many_others_become_small_and_keep_the_truth(digits):
    """The reference at 200 epochs: 94.6, PRODEN 94.4."""
    split = digits.split()
    train, truth = split.train[:500], split.truth[:500]
    member = digits.candidates(truth, 0.7)
    learner = ProgressivePurification(cut=0.05)
    model = learner.learn(train, digits.sets(member), carrier=digits.head(30, rate=5e-3))
    left = model.about["candidates"]
    assert not (left & ~member).any()
    assert left.sum() < 0.5 * member.sum()
    assert left[np.arange(500), truth].mean() > 0.95
    assert digits.accuracy(model) > 0.75
