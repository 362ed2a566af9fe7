"""Small and large losses, against scikit-learn's mixture and on digits."""

import numpy as np
import pytest
from sklearn.metrics import f1_score, roc_auc_score
from sklearn.mixture import GaussianMixture

from assay.dynamics import Dynamics
from assay.flag import SmallLossMixture
from assay.parts import dynamics
from assay.simulate import PairFlip, SymmetricNoise


def test_each_class_has_its_own_two_parts():
    random = np.random.default_rng(0)
    labels = np.repeat([0, 1], 200)
    wrong = np.tile(np.arange(200) < 40, 2)
    # What is large for the easy class is small for the hard one.
    middle = np.where(labels == 0, np.where(wrong, 2.0, 0.5), np.where(wrong, 6.0, 3.0))
    loss = np.abs(middle + 0.3 * random.normal(size=400))[None].astype(np.float32)
    flags = SmallLossMixture().flag(labels, Dynamics(-loss, loss, 1 - labels[None]))
    assert f1_score(wrong, flags.flagged) > 0.98
    for which in (0, 1):
        mine = labels == which
        model = GaussianMixture(2, random_state=0, tol=1e-8, max_iter=500)
        chance = model.fit_predict(loss[0, mine, None]) == model.means_[:, 0].argmax()
        np.testing.assert_array_equal(flags.p_wrong[mine] > 0.5, chance)


def test_labels_that_led_are_never_wrong():
    loss = np.r_[np.full(50, 0.1), np.linspace(0.4, 0.6, 10)][None].astype(np.float32)
    flags = SmallLossMixture().flag(np.zeros(60, int), Dynamics(1 - loss, loss, loss.astype(int)))
    assert not flags.p_wrong.any()


@pytest.mark.parametrize(
    ("noise", "area", "both"), [(SymmetricNoise, 0.998, 0.95), (PairFlip, 0.98, 0.87)]
)
def test_errors_in_digits_have_large_losses(noise, area, both):
    from sklearn.datasets import load_digits

    pixels, truth = load_digits(return_X_y=True)
    labels = noise(rate=0.2, seed=1).simulate(truth, tuple("0123456789")).given
    wrong, flags = labels != truth, SmallLossMixture().flag(labels, dynamics(labels, pixels))
    assert roc_auc_score(wrong, flags.score) > area
    assert f1_score(wrong, flags.flagged) > both
    assert SmallLossMixture().flag(truth, dynamics(truth, pixels)).flagged.sum() <= 9
