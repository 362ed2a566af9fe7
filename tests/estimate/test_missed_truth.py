"""How many sets miss the truth: by hand, against every share, and the digits."""

import numpy as np
import pytest
from sklearn.datasets import load_digits

from assay.estimate import MissedTruth
from assay.evidence import Evidence
from assay.kernels.learn.candidate_sets import missed_share, set_rows, set_worth


def sets_of(truth, k, chance, missing, random):
    """Return (n, k) sets of one size whether they hold the truth or not."""
    member = random.random((len(truth), k)) < chance
    rows = np.arange(len(truth))
    member[rows, truth] = True
    for i in np.flatnonzero(random.random(len(truth)) < missing):
        free = np.flatnonzero(~member[i])
        if len(free):
            member[i, truth[i]], member[i, random.choice(free)] = False, True
    return member


def test_worth_of_a_set_is_that_of_all_sets_of_its_size():
    """Of 4 classes and 2 members: 3 sets of 6 hold the truth, 3 don't."""
    member = np.array([[1, 1, 0, 0], [1, 0, 0, 0], [1, 1, 1, 1]], bool)
    holds, misses = set_worth(member)
    np.testing.assert_allclose(holds[:2, 0], [2, 4])
    np.testing.assert_allclose(misses[:2, 0], [2, 4 / 3])
    rows = np.exp(set_rows(member, 0.25))
    np.testing.assert_allclose(rows[0], [1.5, 1.5, 0.5, 0.5])
    np.testing.assert_allclose(rows[2], 1)
    # Under any truth, all sets of a size have together one chance.
    np.testing.assert_allclose(rows[1].mean(), 1)


def test_the_share_is_the_likeliest():
    random = np.random.default_rng(0)
    inside = random.beta(3, 1, 200)
    holds, misses = 2 * inside, 2 * (1 - inside)
    share = np.linspace(0.0005, 0.9995, 1999)
    likely = np.log((1 - share[:, None]) * holds + share[:, None] * misses).sum(axis=1)
    assert missed_share(holds, misses) == pytest.approx(share[likely.argmax()], abs=1e-3)


@pytest.mark.parametrize("missing", [0.0, 0.15, 0.3])
def test_intervals_hold_the_truth(missing):
    held, off = [], []
    for seed in range(12):
        random = np.random.default_rng(seed)
        truth = random.integers(0, 5, 500)
        features = 2.5 * np.eye(5, 6)[truth] + random.normal(size=(500, 6))
        member = sets_of(truth, 5, 0.3, missing, random)
        found = MissedTruth().estimate(Evidence.soft(member.astype(float), "abcde"), features)
        rate = float((~member[np.arange(500), truth]).mean())
        off.append(float(found.value) - rate)
        held.append(found.low - 0.005 <= rate <= found.high + 0.005)
    assert abs(np.mean(off)) < 0.03
    assert np.mean(held) >= 0.75


def test_features_that_tell_nothing_leave_it_open():
    random = np.random.default_rng(0)
    truth = random.integers(0, 4, 300)
    evidence = Evidence.soft(sets_of(truth, 4, 0.3, 0.2, random).astype(float), "abcd")
    found = MissedTruth().estimate(evidence, random.normal(size=(300, 3)))
    assert found.high - found.low > 0.4
    nothing = MissedTruth().estimate(evidence, np.ones((300, 1)))
    assert (nothing.verdict, float(nothing.high)) == ("cannot-be-told", 1.0)


@pytest.mark.parametrize("missing", [0.0, 0.3])
def test_digits(missing):
    """Sets of the reference: three classes in ten beside the truth."""
    pixels, truth = load_digits(return_X_y=True)
    random = np.random.default_rng(0)
    member = sets_of(truth, 10, 0.3, missing, random)
    evidence = Evidence.soft(member.astype(float), tuple("0123456789"))
    found = MissedTruth().estimate(evidence, pixels / 16)
    assert float(found.value) == pytest.approx(missing, abs=0.04)
