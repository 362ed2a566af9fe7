"""Sets of candidates and exclusions to learn from: what they hold, and how often."""

import numpy as np
import pytest

from assay.bench.data import candidates_by_model, partial_labels, picked_exclusions
from assay.learn.said import candidates_of, excluded_of


def test_candidates_by_a_model_hold_the_truth_and_what_looks_like_it():
    problem = candidates_by_model(0, rate=0.2)
    member, truth = candidates_of(problem.given["evidence"]), problem.given["true_labels"]
    assert member[np.arange(len(truth)), truth].all()
    wrong = (member.sum() - len(truth)) / (9 * len(truth))
    assert 0.1 < wrong < 0.22
    # An 8 looks like a 1 more often than like a 0.
    eight = member[truth == 8].mean(axis=0)
    assert eight[1] > eight[0]


def test_people_pick_from_four_and_err_now_and_then():
    problem = picked_exclusions(0, picks=3, wrong=0.1, bias=1.0)
    evidence, truth = problem.given["evidence"], problem.given["true_labels"]
    assert len(evidence.item) == 3 * len(truth)
    assert evidence.negated.all()
    table = problem.given["true_exclusions"]
    np.testing.assert_allclose(table.sum(axis=1), 1)
    assert abs(np.diag(table)[truth].mean() - 0.1) < 0.02
    assert table.max() > 2 / 9
    sure = picked_exclusions(0, picks=1, wrong=0.0, bias=0.0)
    out, truth = excluded_of(sure.given["evidence"]), sure.given["true_labels"]
    assert (out.sum(axis=1) == 1).all()
    assert not out[np.arange(len(truth)), truth].any()
    np.testing.assert_allclose(out.mean(axis=0), 0.1, atol=0.04)


@pytest.mark.shared
def test_real_sets_are_cut_without_loss(shared):
    problem = partial_labels(0, shared / "data", "lost")
    given, member = problem.given, candidates_of(problem.given["evidence"])
    assert len(given["features"]) + len(given["test_features"]) == 1122
    assert member.sum() / len(member) < 3
    assert member[np.arange(len(member)), given["true_labels"]].all()
