"""Where wrong test labels turn the order of two models."""

import numpy as np
import pytest

from assay.compare.stability import flips, turning


def made(n_right, n_wrong, one_right, two_right, one_truth, two_truth):
    """Models that are right on so many right items, and that say the truth on so many wrong.

    On wrong items a model says the truth (1) or the wrong label (0).
    """
    original = np.zeros(n_right + n_wrong, int)
    corrected = original.copy()
    corrected[n_right:] = 1
    said = []
    for right, true in ((one_right, one_truth), (two_right, two_truth)):
        model = np.full(n_right + n_wrong, 2)
        model[:right] = 0
        model[n_right:] = 0
        model[n_right : n_right + true] = 1
        said.append(model)
    return said[0], said[1], original, corrected


def test_by_hand():
    """One leads by .1 on right items; by the truth it trails by .4 on wrong ones: .1 / .5 = .2."""
    one, two, original, corrected = made(100, 50, 90, 80, 10, 30)
    shares, _ = turning(one, two, original, corrected, np.ones((1, 150)))
    assert shares[0] == pytest.approx(0.2)
    (flip,) = flips({"one": one, "two": two}, original, corrected)
    # By the labels as they were, one says the wrong label as they do, and goes on leading.
    assert (flip.better, flip.worse) == ("one", "two")
    assert flip.share[0] == pytest.approx(0.2)
    assert flip.now
    assert flip.share[1] <= 0.2 <= flip.share[2]


def test_against_taking_right_items_out():
    """The share at which the orders differ, by really thinning the right items."""
    random = np.random.default_rng(0)
    n = 4000
    corrected = random.integers(0, 3, n)
    wrong = random.random(n) < 0.15
    original = np.where(wrong, (corrected + 1) % 3, corrected)
    # One fits the wrong labels, two does not.
    one = np.where(random.random(n) < 0.8, original, random.integers(0, 3, n))
    two = np.where(random.random(n) < 0.75, corrected, random.integers(0, 3, n))
    share = flips({"one": one, "two": two}, original, corrected)[0].share[0]

    def differ(share):
        """Tell whether the orders differ on all wrong items and as many right ones as it takes."""
        keep = wrong.sum() * (1 - share) / share / (~wrong).sum()
        weight = np.where(wrong, 1.0, keep)
        leads = [weight @ ((one == t) * 1.0 - (two == t)) for t in (original, corrected)]
        return leads[0] * leads[1] < 0

    assert differ(share + 0.002)
    assert not differ(share - 0.002)


def test_a_test_set_without_errors_turns_nothing():
    said = np.arange(10) % 2
    assert flips({"one": said, "two": 1 - said}, said, said) == ()


def test_two_models_that_agree_never_turn():
    original, corrected = np.zeros(20, int), np.arange(20) % 2
    assert flips({"one": corrected, "two": corrected}, original, corrected) == ()
