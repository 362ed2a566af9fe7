"""Areas under the margin, against a run by hand and on digits."""

import numpy as np
import pytest
from sklearn.metrics import average_precision_score, f1_score

from assay.flag import AreaUnderMargin
from assay.kernels.dynamics.head import numbered, tabled, train
from assay.simulate import PairFlip, SymmetricNoise


def test_the_two_sets_of_fakes_are_apart_and_one_in_k_plus_one():
    labels = np.repeat([0, 1, 2], 40)
    first, second = AreaUnderMargin().fakes(labels)
    assert first.sum() == second.sum() == 30
    assert not (first & second).any()


def test_the_cut_is_what_labels_of_no_class_stay_below():
    random = np.random.default_rng(0)
    labels = np.repeat([0, 1], 100)
    features = labels[:, None] * 2 + random.normal(size=(200, 2))
    method = AreaUnderMargin(quantile=0.9)
    flags = method.flag(labels, features)
    table = tabled(features, labels)
    said = labels[table.order]
    area, runs, cuts = np.zeros(200), np.zeros(200), []
    for turn, fake in enumerate(method.fakes(said)):
        codes = np.where(fake, 2, numbered(said)[0])
        seen = train(table, table.order, codes, 3, [0, turn])[1]
        mean = seen.margin.mean(axis=0)
        cuts.append(np.sort(mean[fake])[int(0.9 * (fake.sum() - 1)) :][:2].mean())
        area[table.order[~fake]] += mean[~fake]
        runs[table.order[~fake]] += 1
    np.testing.assert_allclose(flags.values["margin"], area / runs, atol=1e-5)
    assert flags.values["cut"][0] == pytest.approx(np.mean(cuts), abs=0.15)
    below = flags.values["margin"] < min(flags.values["cut"][0], 0)
    np.testing.assert_array_equal(flags.flagged, below)


#: Average precision and F1 that were measured, less what another seed may take.
FIGURES = [(SymmetricNoise, 0.98, 0.94), (PairFlip, 0.94, 0.87)]


@pytest.mark.parametrize(("noise", "precision", "both"), FIGURES)
def test_errors_in_digits_lag_behind(noise, precision, both):
    from sklearn.datasets import load_digits

    pixels, truth = load_digits(return_X_y=True)
    labels = noise(rate=0.2, seed=1).simulate(truth, tuple("0123456789")).given
    wrong, flags = labels != truth, AreaUnderMargin().flag(labels, pixels)
    assert average_precision_score(wrong, flags.score) > precision
    assert f1_score(wrong, flags.flagged) > both


def test_without_errors_hardly_any_label_is_flagged():
    from sklearn.datasets import load_digits

    pixels, truth = load_digits(return_X_y=True)
    assert AreaUnderMargin().flag(truth, pixels).flagged.mean() < 0.01
