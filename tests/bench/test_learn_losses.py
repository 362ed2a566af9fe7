"""Counts, rare tags and classes that overlap, and what measures tags."""

import numpy as np
import pytest

from assay.bench.data import learn_counts, learn_overlapping, learn_rare_tags
from assay.bench.learn import learn, learn_distilled
from assay.bench.tags import first_tag_right, mean_area_under_tags
from assay.posterior import TagPosterior


def test_counts_spread_as_they_should():
    made = learn_counts(0, dispersion=0.5)
    said = np.asarray(made.given["evidence"].claim.toarray()).ravel()
    assert (said == said.round()).all()
    mean = made.truth["numbers"].mean()
    assert abs(said.mean() - mean) < 0.1 * mean
    slipped = np.asarray(learn_counts(0, wrong=0.1).given["evidence"].claim.toarray()).ravel()
    other = slipped != said
    # Ten times zero is zero.
    assert 0.05 < other.mean() < 0.12
    np.testing.assert_array_equal(slipped[other], 10 * said[other])


@pytest.mark.parametrize("share", [0.3, 0.01])
def test_tags_are_as_rare_as_asked(share):
    made = learn_rare_tags(0, share)
    tags = np.asarray(made.given["evidence"].claim.toarray())
    assert tags.shape[1] == 10
    assert abs(made.truth["tags"].mean() - share) < 0.3 * share


def test_classes_that_overlap_are_learnt_in_part():
    pytest.importorskip("torch")
    made = learn_overlapping(0)
    head = {"epochs": 2, "hidden": 32, "scaling": "none"}
    loss = {"label-smoothing": {"smoothing": 0.1}}
    for work in (
        learn_distilled(made.given, smoothing=0.1, temperature=3.0, head=head),
        learn(made.given, "robust-training", loss=loss, head=head),
    ):
        answer = work.read(work.call())
        assert 0.3 < (answer.proba.argmax(axis=1) == made.truth["labels"]).mean() < 0.9


def test_what_measures_tags():
    tags = np.array([[1, 0, 0], [0, 1, 0], [1, 1, 0]], bool)
    proba = np.array([[0.9, 0.2, 0.5], [0.4, 0.3, 0.5], [0.8, 0.7, 0.5]])
    answer = TagPosterior(("a", "b", "c"), proba)
    assert first_tag_right(answer, {"tags": tags}) == pytest.approx(2 / 3)
    # Of tag c nobody has it; the other two are in order.
    assert mean_area_under_tags(answer, {"tags": tags}) == 1
