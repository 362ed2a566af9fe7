"""What measures truths that are no plain classes, and what they are measured on."""

import numpy as np
import pytest

from assay.bench import kinds
from assay.bench.data.kinds import amounts, asked, duels
from assay.infer import BradleyTerry, CardinalPreferences
from assay.posterior import NumberPosterior, Posterior, Strengths, TagPosterior


def test_distances_by_hand():
    answer = Posterior(("a", "b", "c"), np.array([[0.2, 0.2, 0.6], [0.6, 0.3, 0.1], [0, 0, 1.0]]))
    assert kinds.far_off(answer, {"labels": np.array([0, 0, -1])}) == 1
    said = NumberPosterior(np.array([1.0, 5, 9]), np.ones(3))
    truth = {"numbers": np.array([2.0, 3, np.nan])}
    assert kinds.mean_error(said, truth) == 1.5
    assert kinds.share_held(said, truth) == 0.5


def test_tags_and_spans_by_hand():
    tags = TagPosterior(("a", "b"), np.array([[0.9, 0.1], [0.9, 0.9]]))
    assert kinds.tag_f1(tags, {"tags": np.array([[1, 1], [1, 0]], bool)}) == pytest.approx(2 / 3)
    proba = np.eye(3)[[1, 2, 0, 1]]
    truth = {"labels": [1, 2, 0, 0], "groups": [0, 0, 0, 0], "classes": ("O", "B-a", "I-a")}
    found = kinds.span_f1(Posterior(truth["classes"], proba), truth)
    assert found == pytest.approx(2 / 3)


def test_order_by_hand():
    value = np.array([3.0, 1, 2])
    ranked = Strengths(("0", "1", "2"), value, value, value)
    answer = Posterior(("first", "second"), np.full((1, 2), 0.5), strengths=ranked)
    assert kinds.order_found(answer, {"strength": np.array([9.0, 0, 5])}) == 1
    assert np.isnan(kinds.order_found(Posterior(("a",), np.ones((1, 1))), {}))


def test_plain_answers():
    problem = amounts(0, prompts=10)
    evidence = problem.given["evidence"]
    mean = kinds.mean_numbers(problem.given).call()
    middle = kinds.middle_numbers(problem.given).call()
    rows = evidence.claim.data[evidence.item == 3]
    assert mean.value[3] == pytest.approx(rows.mean())
    assert middle.value[3] == pytest.approx(np.median(rows))


def test_drawn_comparisons_have_the_answer_they_say():
    problem = amounts(0)
    found = CardinalPreferences().infer(**problem.given)
    assert kinds.order_found(found, problem.truth) == 1
    wins = kinds.wins_alone(problem.given).call()
    assert kinds.order_found(wins, problem.truth) == -1
    problem = duels(0, careless=0.0)
    found = BradleyTerry().infer(**problem.given)
    assert kinds.order_found(found, problem.truth) > 0.75


def test_no_source_is_asked_twice_about_an_item():
    item, source = asked(np.random.default_rng(0), 50, 8, 5)
    pairs = set(zip(item.tolist(), source.tolist(), strict=True))
    assert len(pairs) == 250
    assert set(source.tolist()) == set(range(8))
