"""Contenders whose answers are judged, and what measures answers."""

import numpy as np
import pytest

from assay.bench.data import learn_ages, learn_clouds, learn_imbalanced, learn_mismatched
from assay.bench.decided import (
    error_among_answered,
    learn_decided,
    share_answered,
    squared_rank_error,
    tag_macro_f1,
)
from assay.posterior import Posterior, TagPosterior


def test_measures_by_hand():
    held = np.full(3, 1 / 3)
    answer = Posterior(tuple("abc"), np.array([[1.0, 0, 0], [0, 0, 1.0], held, [0, 1.0, 0]]))
    truth = {"labels": np.array([0, 0, 2, 1])}
    assert share_answered(answer) == 0.75
    assert error_among_answered(answer, truth) == pytest.approx(1 / 3)
    assert squared_rank_error(answer, truth) == pytest.approx((4 + 4) / 4)
    tags = TagPosterior(("a", "b"), np.array([[1.0, 0], [1.0, 0]]))
    assert tag_macro_f1(tags, {"tags": np.array([[True, False], [False, False]])}) == pytest.approx(
        (2 / 3 + 1) / 2
    )


def test_answers_are_taken_as_certain():
    problem = learn_ages(0, ages=6)
    work = learn_decided(problem.given, "geometric-prediction", classifier={})
    found = work.read(work.call())
    assert set(np.unique(found.proba)) == {0.0, 1.0}
    plain = learn_decided(problem.given, "plain-training", classifier={})
    other = plain.read(plain.call())
    assert squared_rank_error(found, problem.truth) <= squared_rank_error(other, problem.truth)


def test_what_is_drawn_is_what_is_said():
    problem = learn_imbalanced(0, ratio=10)
    counts = np.bincount(problem.given["true_labels"])
    assert counts[0] / counts[9] == pytest.approx(10, rel=0.2)
    known = problem.given["evidence"].given
    assert (np.bincount(known[known >= 0]) >= 2).all()
    problem = learn_mismatched(0, named=True)
    assert set(problem.given["evidence"].given) == {-1, *range(6)}
    assert problem.truth["labels"].max() == 6
    assert learn_mismatched(0).truth["labels"].max() == 5
    problem = learn_clouds(0, labelled=10, unlabelled=50, columns=5, apart=3.0)
    assert (problem.given["evidence"].given >= 0).sum() == 10
    # Opposite sides of the origin: the mean of each, turned, is about the other's.
    features, truth = problem.given["features"], problem.given["true_labels"]
    one, other = (features[truth == k].mean(axis=0) for k in (0, 1))
    assert np.linalg.norm(one + other) < np.linalg.norm(one - other) / 2
