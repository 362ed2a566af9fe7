import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score, f1_score

from assay.bench import metrics
from assay.posterior import Posterior
from assay.results import Estimate, Flags

drawn = st.lists(
    st.tuples(st.integers(-1, 1), st.integers(0, 4), st.booleans()), min_size=1, max_size=40
)


def flags(score, flagged):
    return Flags(np.array(score, float), np.zeros(len(score), int), np.array(flagged, bool))


@given(drawn)
def test_scores_agree_with_scikit_learn_on_what_is_judged(rows):
    errors, score, flagged = (np.array(column) for column in zip(*rows, strict=True))
    answer, truth = flags(score, flagged), {"errors": errors}
    known = errors >= 0
    if (errors == 1).any():
        wanted = average_precision_score(errors[known], score[known])
        assert metrics.average_precision(answer, truth) == pytest.approx(wanted)
    else:
        assert np.isnan(metrics.average_precision(answer, truth))
    if known.any():
        wanted = f1_score(errors[known], flagged[known], zero_division=0.0)
        assert metrics.f1(answer, truth) == pytest.approx(wanted)


def test_precision_and_recall_by_hand():
    answer = flags([0, 0, 0, 0, 0], [1, 1, 1, 0, 0])
    truth = {"errors": np.array([1, 0, -1, 1, 0])}
    assert metrics.precision(answer, truth) == 1 / 2
    assert metrics.recall(answer, truth) == 1 / 2


def test_agreement_with_the_peer():
    mine, theirs = flags([0] * 4, [1, 1, 0, 0]), flags([0] * 4, [1, 0, 0, 0])
    assert metrics.same_flags(mine, theirs) == 0.75
    assert np.isnan(metrics.same_flags(mine, None))
    proba = np.array([[0.9, 0.1], [0.2, 0.8]])
    said, other = Posterior(("a", "b"), proba), Posterior(("a", "b"), proba[::-1])
    assert metrics.same_labels(said, other) == 0
    assert np.isnan(metrics.same_labels(said, None))
    assert metrics.accuracy(said, {"labels": np.array([0, 0])}) == 0.5
    assert metrics.accuracy(said, {"labels": np.array([0, -1])}) == 1


def test_an_interval_covers_its_ends():
    estimate = Estimate(np.asarray(0.2), np.asarray(0.1), np.asarray(0.4))
    rates = (0.05, 0.1, 0.4, 0.5)
    assert [metrics.covered(estimate, {"rate": rate}) for rate in rates] == [0, 1, 1, 0]
    assert metrics.width(estimate) == pytest.approx(0.3)
    assert metrics.bias(estimate, {"rate": 0.25}) == pytest.approx(-0.05)
