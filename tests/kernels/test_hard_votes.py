from dataclasses import replace

import numpy as np
import pytest
from scipy.sparse import csr_array

from assay.errors import DataError
from assay.evidence import Evidence, Source
from assay.kernels.infer.hard_votes import hard_votes, log_odds, soften

VOTES = Evidence.votes([0, 0, 1, 1, 3], [0, 1, 0, 2, 1], [0, 1, 1, 1, 2], ("a", "b", "c"))


def gold(items):
    given = np.full(4, -1)
    given[list(items)] = list(items.values())
    told = Evidence.labels(given, VOTES.classes, name="gold")
    return VOTES.join(replace(told, sources=(Source("gold", trusted=True),)))


def test_votes_are_counted_by_item_source_and_class():
    votes = hard_votes(VOTES, "test")
    assert votes.tally().tolist() == [[1, 1, 0], [0, 2, 0], [0, 0, 0], [0, 0, 1]]
    weight = np.array([1.0, 2, 3, 4, 5])
    assert votes.tally(weight).tolist() == [[1, 2, 0], [0, 7, 0], [0, 0, 0], [0, 0, 5]]
    assert votes.by_source(weight).tolist() == [4, 7, 4]
    assert votes.by_item(weight).tolist() == [3, 7, 0, 5]
    assert votes.per_source.tolist() == [2, 2, 1]
    assert votes.support(np.arange(12).reshape(4, 3)).tolist() == [0, 1, 4, 4, 11]
    assert votes.means(weight, -1.0).tolist() == [2, 3.5, 4]


def test_shares_and_agreement_share_ties():
    votes = hard_votes(VOTES, "test")
    third = [1 / 3] * 3
    np.testing.assert_allclose(votes.shares(), [[0.5, 0.5, 0], [0, 1, 0], third, [0, 0, 1]])
    assert votes.agreement(votes.tally()).tolist() == [0.5, 0.5, 1, 1, 1]


def test_trusted_sources_have_the_last_word_and_no_vote():
    votes = hard_votes(gold({0: 2, 2: 1}), "test")
    assert votes.settled.tolist() == [0, 2]
    assert len(votes.item) == 5
    assert votes.shares()[[0, 2]].tolist() == [[0, 0, 1], [0, 1, 0]]
    assert votes.settled_votes.tolist() == [1, 1, 0, 0, 0]
    assert votes.means(np.ones(5), 0.0).tolist() == [1, 1, 1, 1]


def test_posterior_and_chance_are_bayes_rule():
    votes = hard_votes(gold({0: 1}), "test")
    prior = np.array([0.5, 0.3, 0.2])
    right, wrong = np.array([0.6, 0.7, 0.8])[votes.source], np.array([0.2, 0.15, 0.1])[votes.source]
    proba, chance = votes.posterior(np.log(right / wrong), np.log(prior), np.log(wrong))
    np.testing.assert_allclose(proba[0], [0, 1, 0])
    np.testing.assert_allclose(proba[2], prior)
    both = prior * [0.2 * 0.1, 0.6 * 0.8, 0.2 * 0.1]
    np.testing.assert_allclose(proba[1], both / both.sum())
    last = prior * [0.15, 0.15, 0.7]
    first = 0.3 * 0.2 * 0.7
    assert chance == pytest.approx(np.log([first, both.sum(), last.sum()]).sum())


def test_claims_that_name_several_classes_are_refused():
    several = replace(VOTES, claim=csr_array(np.ones((5, 3))))
    with pytest.raises(DataError, match=r"Kos: every claim must name one class.*claim 0, 5 such"):
        hard_votes(several, "Kos")
    against = replace(VOTES, negated=np.array([False, True, False, False, False]))
    with pytest.raises(DataError, match=r"claim 1, 1 such.*DawidSkene"):
        hard_votes(against, "Kos")
    stored = np.eye(3)[VOTES.claim.indices].ravel()
    zeros = csr_array((stored, np.tile(np.arange(3), 5), np.arange(0, 16, 3)), shape=(5, 3))
    assert hard_votes(replace(VOTES, claim=zeros), "Kos").said.tolist() == [0, 1, 1, 1, 2]


def test_logits_become_distributions_in_place():
    logits = np.array([[1000.0, 1000.0], [-2000.0, 0.0]])
    total = soften(logits)
    np.testing.assert_allclose(logits, [[0.5, 0.5], [0, 1]])
    np.testing.assert_allclose(total, [1000 + np.log(2), 0])
    assert log_odds(np.array([0.25]), 4)[0] == pytest.approx(0)
