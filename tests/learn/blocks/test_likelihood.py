"""Rows of evidence against Bayes' rule written out, and the identity that learning rests on."""

import numpy as np
import pytest
from scipy.sparse import csr_array

from assay.evidence import Evidence, Source, one_of
from assay.kernels.learn.likelihood import (
    NEVER,
    candidate_rows,
    claim_rows,
    complementary_rows,
    excluded_rows,
    label_rows,
    positive_rows,
    soft_rows,
    tag_rows,
)
from assay.kernels.learn.posterior import bayes_prior, flat_start, log_evidence, posterior
from assay.learn.said import candidates_of, excluded_of, labels_of, rows_of, said, tags_of

NOISE = np.array([[0.7, 0.2, 0.1], [0.1, 0.6, 0.3], [0.0, 0.5, 0.5]])


def test_bayes_rule_for_each_kind():
    prior = np.array([0.5, 0.3, 0.2])
    log = np.log(prior)[None]
    label = posterior(log, label_rows(np.array([1]), NOISE, 3))
    np.testing.assert_allclose(label[0], prior * NOISE[:, 1] / (prior @ NOISE[:, 1]))
    members = posterior(log, candidate_rows(np.array([[1, 0, 1]])))
    np.testing.assert_allclose(members[0], [5 / 7, 0, 2 / 7])
    lax = posterior(log, candidate_rows(np.array([[1, 0, 1]]), 0.5))
    np.testing.assert_allclose(lax[0], np.array([0.5, 0.15, 0.2]) / 0.85)
    out = posterior(log, complementary_rows(np.array([0]), None, 3))
    np.testing.assert_allclose(out[0], [0, 0.6, 0.4])
    np.testing.assert_allclose(posterior(log, excluded_rows(np.array([[1, 0, 0]]))), out)
    soft = posterior(log, soft_rows(np.array([[0.2, 0.2, 0.6]])))
    np.testing.assert_allclose(soft[0], np.array([0.1, 0.06, 0.12]) / 0.28)


def test_picked_positives_and_tags():
    rows = positive_rows(np.array([True, False]), 0.25)
    found = posterior(np.log(np.full((2, 2), 0.5)), rows)
    np.testing.assert_allclose(found, [[0, 1], [4 / 7, 3 / 7]])
    tags = tag_rows(np.array([[1, 0, -1]]), 0.9, 0.8)
    np.testing.assert_allclose(np.exp(tags[0]), [[0.2, 0.9], [0.8, 0.1], [1, 1]], atol=1e-12)


def test_the_slope_of_the_evidence_is_that_of_cross_entropy_at_the_posterior():
    random = np.random.default_rng(0)
    logits, rows = random.normal(size=(1, 3)), np.log(random.random((1, 3)))

    def log_of(z):
        return z - np.log(np.exp(z).sum())

    target = posterior(log_of(logits), rows)
    slope = np.exp(log_of(logits)) - target
    for k in range(3):
        step = np.eye(3)[k] * 1e-6
        up, down = (log_evidence(log_of(logits + s * step), rows)[0] for s in (1, -1))
        np.testing.assert_allclose(-(up - down) / 2e-6, slope[0, k], atol=1e-7)


def test_claims_of_every_kind_add_up():
    claim = csr_array(np.array([[0, 1.0, 0], [1, 1, 0], [1, 0, 0]]))
    rows = claim_rows(np.array([0, 0, 1]), claim, np.array([False, False, True]), NOISE, 3)
    np.testing.assert_allclose(rows[0], np.log(NOISE[:, 1]) + np.log(NOISE[:, 0] + NOISE[:, 1]))
    np.testing.assert_allclose(rows[1], np.log(1 - NOISE[:, 0]))
    assert (rows[2] == 0).all()


def test_a_trusted_source_settles_an_item():
    given = Evidence.labels(np.array([0, 1]), ("a", "b", "c"))
    gold = Evidence(
        one_of("abc"), 2, np.array([0]), np.array([0]), csr_array(np.eye(3)[[2]]),
        np.zeros(1, bool), (Source("gold", "annotator", trusted=True),),
    )  # fmt: skip
    both = given.join(gold)
    for noise in (NOISE, None):
        found = flat_start(rows_of(both, noise))
        np.testing.assert_allclose(found[0], [0, 0, 1], atol=1e-9)
    assert labels_of(both).tolist() == [2, 1]
    np.testing.assert_allclose(said(both)[0], [0, 0, 1])


def test_what_was_said():
    sets = Evidence.soft(np.array([[1.0, 1, 0], [0, 0, 1], [np.nan] * 3]), "abc")
    np.testing.assert_allclose(said(sets), [[0.5, 0.5, 0], [0, 0, 1], [np.nan] * 3])
    assert candidates_of(sets).tolist() == [[True, True, False], [False, False, True], [True] * 3]
    assert not excluded_of(sets).any()
    tags = Evidence.tags(np.array([[1, 0], [0, 0]]), "ab", said=np.array([True, False]))
    assert tags_of(tags).tolist() == [[1, 0], [-1, -1]]


def test_the_most_likely_prior():
    rows = np.log(np.array([[0.9, 0.1], [0.9, 0.1], [0.1, 0.9]]))
    prior = bayes_prior(rows)
    grid = np.linspace(0.001, 0.999, 999)
    likelihood = [np.log(np.exp(rows) @ [p, 1 - p]).sum() for p in grid]
    assert prior[0] == pytest.approx(grid[int(np.argmax(likelihood))], abs=2e-3)


def test_never_is_a_number_that_wins():
    rows = label_rows(np.array([0]), None, 2)
    assert rows.tolist() == [[0, NEVER]]
    assert posterior(np.array([[-50.0, 0.0]]), rows)[0, 0] == 1
