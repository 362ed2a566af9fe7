"""Simulated reviewers: what they find and how often the interval holds, where it can be seen."""

import numpy as np
import pytest

from assay.bench.data import gaussians
from assay.bench.reviewers import (
    Plan,
    always_holds,
    first_hundred,
    found_per_hundred,
    review_found,
    review_width,
    simulated_review,
    times_first_hundred,
    times_found,
)
from assay.bench.work import find
from assay.results import Flags


def flags(score):
    score = np.asarray(score, float)
    return Flags(score, np.zeros(len(score), int), score > 0.5)


def test_found_by_hand():
    truth = {"errors": np.array([1, 0, 1, 0, -1])}
    good, bad = flags([0.9, 0.1, 0.8, 0.2, 1.0]), flags([0.1, 0.9, 0.8, 0.2, 1.0])
    assert found_per_hundred(good, truth) == 100
    assert found_per_hundred(bad, truth) == 50
    assert times_found(good, bad, truth) == 2
    assert first_hundred(good, truth) == 50  # there are only four
    assert times_first_hundred(good, bad, truth) == 1
    assert np.isnan(times_found(good, None, truth))
    assert np.isnan(times_found(good, flags([0, 1, 0, 0.9, 0]), truth))


@pytest.mark.parametrize(("order", "errs"), [("mixed", 0.0), ("estimate", 0.0), ("estimate", 0.1)])
def test_the_interval_holds_and_those_who_look_at_suspects_find_more(order, errs):
    random = np.random.default_rng(0)
    p = random.beta(0.2, 2, 1500)
    wrong = random.random(1500) < p
    plan = Plan(p, p, order, 300, errs, 0.3, 6)
    truth = {"errors": wrong.astype(int)}
    assert always_holds(plan, truth) >= 5 / 6
    assert 0 < review_width(plan, truth) < 0.6
    assert review_found(plan, truth) > 100 * wrong.mean() * (3 if order == "mixed" else 1.5)


def test_reviewers_work_on_what_the_audit_says():
    made = gaussians(0, items=500, separation=3.0, noise=0.1)
    work = simulated_review(made.given, reviews=100, runs=3)
    plan, truth = work.read(work.call()), made.truth
    assert review_found(plan, truth) > 20
    assert always_holds(plan, truth) >= 2 / 3


def test_a_suite_finds_them_by_name():
    assert find("simulated-review", "contender") is simulated_review
    assert find("times-found", "metric") is times_found
