import numpy as np
import pytest

from assay.evidence import Evidence
from assay.infer import Wawa


def test_by_hand():
    # Item 0: a a b, item 1: a b b. Agreement: 1 (a a), 1/2 (a b), 1/2... and the vote again.
    evidence = Evidence.votes([0, 0, 0, 1, 1, 1], [0, 1, 2, 0, 1, 2], list("aababb"))
    found = Wawa().infer(evidence)
    assert found.accuracy.tolist() == [0.5, 1.0, 0.5]
    np.testing.assert_allclose(found.proba, [[0.75, 0.25], [0.25, 0.75]])


def test_a_vote_for_one_of_tied_classes_agrees_in_part():
    evidence = Evidence.votes([0, 0, 0], [0, 1, 2], ["a", "b", "c"])
    np.testing.assert_allclose(Wawa().infer(evidence).accuracy, 1 / 3)


@pytest.mark.parametrize("seed", range(4))
def test_agrees_with_crowd_kit_where_nothing_is_tied(crowds, seed):
    _, evidence = crowds.drawn(seed, k=2, per=[3, 5, 7, None][seed])
    kit, proba = crowds.crowd_kit(evidence, "Wawa")
    found = Wawa().infer(evidence)
    np.testing.assert_allclose(found.proba, proba, atol=1e-9)
    np.testing.assert_allclose(found.accuracy, kit.skills_.sort_index(), atol=1e-9)


def test_gold_is_what_sources_agree_with(crowds):
    truth = np.zeros(40, int)
    evidence = crowds.of(truth, np.array([1.0, 0.0, 0.0]), np.random.default_rng(0), 2)
    assert Wawa().infer(evidence).accuracy.tolist() == [0, 1, 1]
    found = Wawa().infer(crowds.with_gold(evidence, truth, np.arange(40)))
    assert found.accuracy.tolist() == [1, 0, 0, 1]


@pytest.mark.shared
def test_real_votes(real):
    """Ties apart the accuracies of crowd-kit's."""
    assert real(Wawa(), "bluebird") == pytest.approx(0.7593, abs=5e-4)
    assert real(Wawa(), "d_sentiment") > 0.945
