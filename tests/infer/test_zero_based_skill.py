import numpy as np
import pytest

from assay.evidence import Evidence
from assay.infer import Wawa, ZeroBasedSkill


def test_one_full_step_is_agreement_with_the_majority(crowds):
    _, evidence = crowds.drawn()
    found = ZeroBasedSkill(rounds=1).infer(evidence)
    np.testing.assert_allclose(found.proba, Wawa().infer(evidence).proba)


def test_half_a_step_goes_half_the_way():
    evidence = Evidence.votes([0, 0, 0], [0, 1, 2], ["a", "a", "b"])
    skill = ZeroBasedSkill(rounds=1, step=0.5).infer(evidence).accuracy
    np.testing.assert_allclose(skill, [0.75, 0.75, 0.25], atol=1e-5)


@pytest.mark.parametrize("seed", range(4))
def test_agrees_with_crowd_kit_where_nothing_is_tied(crowds, seed):
    _, evidence = crowds.drawn(seed, k=2, per=[3, 5, 7, None][seed])
    kit, proba = crowds.crowd_kit(evidence, "ZeroBasedSkill", n_iter=25)
    found = ZeroBasedSkill(rounds=25).infer(evidence)
    np.testing.assert_allclose(found.proba, proba, atol=1e-9)
    np.testing.assert_allclose(found.accuracy, kit.skills_.sort_index(), atol=1e-9)


def test_gold_has_the_last_word(crowds):
    truth = np.zeros(40, int)
    evidence = crowds.of(truth, np.array([1.0, 0.0, 0.0]), np.random.default_rng(0), 2)
    found = ZeroBasedSkill().infer(crowds.with_gold(evidence, truth, np.arange(40)))
    np.testing.assert_allclose(found.accuracy, [1, 0, 0, 1], atol=1e-3)


@pytest.mark.shared
def test_real_votes(real):
    """Majority vote .710 and .932."""
    assert real(ZeroBasedSkill(), "music") == pytest.approx(0.80, abs=0.01)
    assert real(ZeroBasedSkill(), "d_sentiment") == pytest.approx(0.954, abs=0.005)
