"""The default of an audit: stacked on what it catches of planted errors."""

import numpy as np
import pytest
from sklearn.datasets import load_digits
from sklearn.metrics import average_precision_score

from assay.dataset import Dataset
from assay.errors import SettingError
from assay.evidence import Evidence
from assay.flag import Calibrated, LabelPosterior, SelfConfidence
from assay.flag.calibrated import FOLDS, Look, Round, learnt
from assay.registry import Parts, run


@pytest.fixture(scope="module")
def flipped():
    """Digits, a fifth of whose labels are moved to the next class."""
    x, y = load_digits(return_X_y=True)
    r = np.random.default_rng(3)
    labels = np.where(r.random(len(y)) < 0.2, (y + 1) % 10, y)
    evidence = Evidence.labels(labels, tuple(map(str, range(10))))
    parts = Parts(Dataset(evidence, features=(x / 16).astype(np.float32)), workers=2)
    return parts, labels != y, y, run(Calibrated(), parts)


def test_it_ranks_above_the_probability_of_the_label(flipped):
    parts, wrong, truth, flags = flipped
    own = run(SelfConfidence(), parts)
    ranked = average_precision_score(wrong, flags.score)
    assert ranked > average_precision_score(wrong, own.score) + 0.03
    assert ranked > 0.97
    hit = flags.flagged & wrong
    assert (flags.suggested[hit] == truth[hit]).mean() > 0.95


def test_the_probability_is_one_and_rises_with_the_score(flipped):
    _, wrong, _, flags = flipped
    edges = np.linspace(0, 1, 16)
    bins = np.clip(np.digitize(flags.p_wrong, edges) - 1, 0, 14)
    gap = sum(abs((flags.p_wrong - wrong)[bins == b].sum()) for b in range(15)) / len(wrong)
    assert gap < 0.03
    order = np.argsort(flags.score, kind="stable")
    assert (np.diff(flags.p_wrong[order]) >= 0).all()
    np.testing.assert_array_equal(flags.flagged, flags.p_wrong > 0.5)


def test_what_it_states_is_what_it_catches(flipped):
    _, wrong, _, flags = flipped
    told = flags.measured[0]
    assert (told.group, told.kind, told.items) == ("all", "all", len(wrong))
    assert told.planted > 30
    assert told.recall[0] == pytest.approx((flags.flagged & wrong).sum() / wrong.sum(), abs=0.06)
    precision = wrong[flags.flagged].mean()
    assert told.precision[0] == pytest.approx(precision, abs=0.05)
    assert told.false_flags[0] == pytest.approx(flags.flagged[~wrong].mean(), abs=0.02)
    by_class = [m for m in flags.measured if m.kind == "class"]
    assert [m.group for m in by_class] == list(map(str, range(10)))
    assert sum(m.planted for m in by_class) == told.planted
    assert any(m.kind == "slice" for m in flags.measured)


def test_weights_of_a_fold_have_not_seen_its_items():
    r = np.random.default_rng(0)
    n, part = 400, np.arange(400) % FOLDS
    planted = r.random(n) < 0.2
    columns = tuple(planted + r.normal(size=n) for _ in range(3))
    look = Look(columns, np.zeros(n), np.zeros(n, int), np.zeros((n, 2)), None)
    other = planted.copy()
    other[part == 1] = ~planted[part == 1]
    before, after = (
        learnt([Round(np.zeros(n, int), p, look)], part, np.ones(n), 3) for p in (planted, other)
    )
    np.testing.assert_array_equal(before[1], after[1])
    assert not np.allclose(before[0], after[0])


def world(seed=0, n=6_000, k=6, noise=0.15, *, predicted="truth"):
    """Return labels, predictions and which labels are wrong."""
    r = np.random.default_rng(seed)
    truth = r.integers(0, k, n)
    z = 2.5 * (r.standard_normal((n, k)) + 2.5 * np.eye(k)[truth])
    p = np.exp(z - z.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    t = np.eye(k) * (1 - noise) + noise * np.roll(np.eye(k), 1, axis=1)
    labels = (r.random(n)[:, None] > t[truth].cumsum(axis=1)).sum(axis=1).clip(0, k - 1)
    return labels, (p @ t if predicted == "label" else p), labels != truth


@pytest.mark.parametrize("predicted", ["truth", "label"])
def test_given_predictions_of_both_kinds(predicted):
    labels, p, wrong = world(predicted=predicted)
    flags = Calibrated().flag(labels=labels, predictions=p)
    plain = LabelPosterior().flag(labels=labels, predictions=p)
    found = 2 * (flags.flagged & wrong).sum() / (flags.flagged.sum() + wrong.sum())
    least = 2 * (plain.flagged & wrong).sum() / (plain.flagged.sum() + wrong.sum())
    assert found > least - 0.03
    assert found > 0.85
    assert flags.p_wrong.mean() == pytest.approx(wrong.mean(), abs=0.02)


def test_overlap_without_an_error_is_no_error():
    r = np.random.default_rng(1)
    truth = r.integers(0, 2, 4000)
    x = r.normal(size=4000) + 2.0 * truth
    one = 1 / (1 + np.exp(-(2 * x - 2)))
    flags = Calibrated().flag(labels=truth, predictions=np.stack([1 - one, one], axis=1))
    assert (flags.p_wrong > 0.95).mean() <= 0.001
    assert flags.flagged.mean() < 0.01


def test_quick_plants_nothing_and_expects_instead():
    labels, p, wrong = world(n=1500)
    flags = Calibrated(effort="quick").flag(labels=labels, predictions=p)
    assert flags.measured[0].planted == 0
    assert flags.measured[0].recall[0] == pytest.approx(
        (flags.flagged & wrong).sum() / wrong.sum(), abs=0.1
    )


def test_a_dearer_look_flags_less():
    labels, p, _ = world(n=1500)
    few, many = (
        Calibrated(threshold=t).flag(labels=labels, predictions=p).flagged for t in (0.9, 0.1)
    )
    assert many[few].all()
    assert many.sum() > few.sum()


def test_a_seed_of_the_same_number_plants_other_items():
    from assay.simulate import SymmetricNoise

    r = np.random.default_rng(0)
    truth = r.integers(0, 3, 3000)
    labels = SymmetricNoise(rate=0.2, seed=0).simulate(truth, list("abc")).given
    p = r.dirichlet([0.2, 0.2, 0.2], 3000) * 0.2 + np.eye(3)[truth] * 0.8
    flags = Calibrated(seed=0).flag(labels=labels, predictions=p)
    assert flags.measured[0].recall[0] > 0.9


def test_effort_is_one_of_three():
    with pytest.raises(SettingError, match="effort must be one of quick, normal, thorough"):
        Calibrated(effort="hard")


@pytest.mark.shared
def test_votes_of_models_and_features_together(shared):
    from assay.bench.data.babe import babe

    problem = babe(seed=0, root=shared / "data")
    wrong = np.asarray(problem.truth["errors"]) > 0
    flags = run(Calibrated(), problem.given)
    assert average_precision_score(wrong, flags.score) >= 0.44


def test_errors_that_were_copied_with_their_items_are_found():
    r = np.random.default_rng(0)
    truth = np.arange(300) % 3
    x = np.eye(3, 6)[truth] * 3 + r.normal(size=(300, 6))
    once = np.where(r.random(300) < 0.12, (truth + 1) % 3, truth)
    labels, wrong = np.tile(once, 2), np.tile(once != truth, 2)
    evidence = Evidence.labels(labels, ("a", "b", "c"))
    columns = {f"column {k}": np.tile(x[:, k], 2) for k in range(6)}
    parts = Parts(Dataset(evidence, columns=columns), workers=2)
    flags = run(Calibrated(), parts)
    fold = parts["folds"]
    np.testing.assert_array_equal(fold[:300], fold[300:])
    assert (flags.flagged & wrong).sum() / wrong.sum() > 0.8
    assert wrong[flags.flagged].mean() > 0.8
