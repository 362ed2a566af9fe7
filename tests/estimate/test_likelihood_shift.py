"""Shares by likelihood; see also `test_black_box_shift`."""

import numpy as np
import pytest

from assay.estimate import LikelihoodShift


def test_no_other_share_is_likelier():
    random = np.random.default_rng(0)
    guess = random.beta(1, 1, 60)
    labels = np.repeat([0, 1, -1], [15, 5, 40])
    found = LikelihoodShift().estimate(labels, np.c_[1 - guess, guess])
    there = guess[labels < 0]
    share = np.linspace(0.0005, 0.9995, 1999)[:, None]
    prior = guess[labels >= 0].mean()
    likely = np.log(share * there / prior + (1 - share) * (1 - there) / (1 - prior)).sum(axis=1)
    assert found.value[1] == pytest.approx(share[likely.argmax(), 0], abs=1e-3)


def test_errors_without_chance_in_the_prior_are_those_of_the_likelihood():
    """Of a great many labelled items, the error is one over the root of the bend."""
    random = np.random.default_rng(1)
    truth = random.random(4000) < 0.3
    right = 1 / (1 + np.exp(-(random.normal(size=4000) + 2 * truth - 1) * 2))
    labels = np.tile([0, 1], 500_000)
    flat = np.full((1_000_000, 2), 0.5)
    found = LikelihoodShift().estimate(labels, flat, np.c_[1 - right, right])
    share = found.value[1]
    bend = ((2 * right - 1) ** 2 * 4 / (2 * (share * right + (1 - share) * (1 - right))) ** 2).sum()
    assert found.about["error"][1] == pytest.approx(1 / np.sqrt(bend), rel=0.02)
    assert share == pytest.approx(0.3, abs=0.04)


def test_predictions_that_are_too_sure_lead_it_astray():
    """The reference: errors of ratios grow from .036 to .082 where logits are tripled."""
    random = np.random.default_rng(2)
    truth = np.where(np.arange(4000) < 2000, random.random(4000) < 0.5, random.random(4000) < 0.1)
    logit = 1.2 * (random.normal(size=4000) + 1.2 * truth - 0.6)
    labels = np.where(np.arange(4000) < 2000, truth, -1).astype(int)
    off = []
    for times in (1, 3):
        right = 1 / (1 + np.exp(-times * logit))
        found = LikelihoodShift().estimate(labels, np.c_[1 - right, right])
        off.append(abs(found.value[1] - 0.1))
    assert off[1] > off[0] + 0.03
