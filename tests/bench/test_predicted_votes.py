import numpy as np
import pytest

from assay.bench.data import predicted_votes
from assay.bench.peers import crowdlab_consensus


def test_votes_and_predictions_are_as_they_were_asked_for():
    made = predicted_votes(0, items=4000, per_item=3, sources=50, classes=4, knows=0.6)
    evidence, truth = made.given["evidence"], made.truth["labels"]
    assert evidence.n_sources == 50
    np.testing.assert_array_equal(np.bincount(evidence.item), np.full(4000, 3))
    named = made.given["predictions"].argmax(axis=1)
    assert (named == truth).mean() == pytest.approx(0.6 + 0.4 / 4, abs=0.03)
    # A source that knows 4 in 7 on average and guesses the others among four.
    right = (np.asarray(evidence.claim.indices) == truth[evidence.item]).mean()
    assert right == pytest.approx(4 / 7 + 3 / 7 / 4, abs=0.05)
    again = predicted_votes(0, items=4000, per_item=3, sources=50, classes=4, knows=0.6)
    np.testing.assert_array_equal(again.given["evidence"].claim.indices, evidence.claim.indices)


def test_crowdlab_is_called_as_its_manual_says():
    pytest.importorskip("cleanlab")
    made = predicted_votes(1, items=200, per_item=3, sources=9, classes=3)
    work = crowdlab_consensus(made.given)
    found = work.read(work.call())
    assert found.proba.shape == (200, 3)
    assert (found.labels == made.truth["labels"]).mean() > 0.7
