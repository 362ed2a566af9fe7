import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import log_loss

from assay.bench import honesty
from assay.results import Flags, Measured

NONE = (float("nan"),) * 3


def flags(p_wrong, flagged=None, measured=()):
    said = None if p_wrong is None else np.array(p_wrong, float)
    n = len(flagged if said is None else said)
    marked = np.zeros(n, bool) if flagged is None else np.array(flagged, bool)
    return Flags(np.zeros(n), np.zeros(n, int), marked, p_wrong=said, measured=measured)


def stating(precision, recall, kind="all"):
    return Measured("all", kind, 10, 5, (precision, 0, 1), (recall, 0, 1), NONE)


def test_calibration_error_by_hand():
    # A bin at .1 with one of four wrong, one at .9 with all of two wrong; the last isn't judged.
    said = [0.1, 0.1, 0.1, 0.1, 0.9, 0.9, 0.5]
    truth = {"errors": np.array([1, 0, 0, 0, 1, 1, -1])}
    wanted = (4 * abs(0.1 - 0.25) + 2 * abs(0.9 - 1)) / 6
    assert honesty.calibration_error(flags(said), truth) == pytest.approx(wanted)


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=60))
def test_calibration_error_is_that_of_the_definition(rows):
    said, wrong = (np.array(column, float) for column in zip(*rows, strict=True))
    total = 0.0
    for place in range(15):
        top = said <= 1 if place == 14 else said * 15 < place + 1
        here = (said * 15 >= place) & top
        if here.any():
            total += here.mean() * abs(said[here].mean() - wrong[here].mean())
    found = honesty.calibration_error(flags(said), {"errors": wrong.astype(int)})
    assert found == pytest.approx(total, abs=1e-12)


def test_who_says_too_much_of_some_and_too_little_of_others_is_not_let_off():
    # Few are wrong, and bins of equal mass would put all of them together.
    said = np.r_[np.zeros(90), np.full(5, 0.3), np.full(5, 0.7)]
    errors = np.r_[np.zeros(90), np.ones(5), np.zeros(5)].astype(int)
    found = honesty.calibration_error(flags(said), {"errors": errors})
    assert found == pytest.approx(0.07)


def test_log_loss_agrees_with_scikit_learn():
    random = np.random.default_rng(0)
    said, errors = random.random(50), random.integers(0, 2, 50)
    found = honesty.log_loss_wrong(flags(said), {"errors": errors})
    assert found == pytest.approx(log_loss(errors, said))
    bold = honesty.log_loss_wrong(flags([0.0]), {"errors": np.array([1])})
    assert bold == pytest.approx(-np.log(1e-6))


def test_certain_flags_are_a_share_of_the_judged():
    truth = {"errors": np.array([0, 0, 1, -1])}
    assert honesty.certain_flags(flags([0.951, 0.95, 0.2, 1]), truth) == pytest.approx(1 / 3)


def test_gaps_between_what_is_stated_and_what_is():
    truth = {"errors": np.array([1, 0, 1, 0])}
    answer = flags(None, [1, 1, 0, 0], (stating(1, 1, "class"), stating(0.9, 0.7)))
    assert honesty.stated_precision_gap(answer, truth) == pytest.approx(0.4)
    assert honesty.stated_recall_gap(answer, truth) == pytest.approx(0.2)


def test_who_says_nothing_is_not_measured():
    truth = {"errors": np.array([1, 0])}
    silent = flags(None, [1, 0])
    for name in honesty.__all__:
        assert np.isnan(getattr(honesty, name)(silent, truth))
    # Nothing flagged has no precision, nothing wrong no recall.
    stated = flags(None, [0, 0], (stating(0.9, 0.7),))
    assert np.isnan(honesty.stated_precision_gap(stated, truth))
    clean = {"errors": np.array([0, 0])}
    assert np.isnan(honesty.stated_recall_gap(stated, clean))
