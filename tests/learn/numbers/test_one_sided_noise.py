"""Numbers that were read too low."""

import numpy as np
from scipy.integrate import quad
from scipy.stats import norm

from assay.evidence import Evidence
from assay.learn import Classifier, Head, OneSidedNoise, PlainTraining
from assay.learn.numbers.one_sided_noise import Lowered


def recipe(sign=1.0):
    made = Lowered(np.array([[0.3], [-2.0], [1.1]]), sign)
    made.spread, made.missing, made.share = 0.5, 1.5, 0.4
    return made


def test_what_is_expected_agrees_with_integrals():
    made, predicted = recipe(), np.array([0.4, 0.1, -0.2])
    chance, much, square, log = made.expected(np.arange(3), predicted[:, None])
    for i, (read, f) in enumerate(zip([0.3, -2.0, 1.1], predicted, strict=True)):

        def density(e, power=0, read=read, f=f):
            return e**power * norm.pdf(read + e, f, 0.5) * np.exp(-e / 1.5) / 1.5

        lacks = quad(density, 0, 30, limit=200)[0]
        whole = norm.pdf(read, f, 0.5)
        want = 0.4 * lacks / (0.4 * lacks + 0.6 * whole)
        np.testing.assert_allclose(chance[i], want, rtol=1e-6)
        np.testing.assert_allclose(log[i], np.log(0.4 * lacks + 0.6 * whole), rtol=1e-6)
        for power, value in ((1, much[i]), (2, square[i])):
            mean = quad(density, 0, 30, args=(power,), limit=200)[0] / lacks
            np.testing.assert_allclose(value, mean, rtol=1e-5)


def test_the_slope_of_the_targets_is_that_of_the_likelihood():
    made, small = recipe(), 1e-5
    f = np.array([[0.4], [0.1], [-0.2]])
    chance, much, _, _ = made.expected(np.arange(3), f)
    target = made.first[:, 0].astype(np.float64) + chance * much
    up = made.expected(np.arange(3), f + small)[3]
    down = made.expected(np.arange(3), f - small)[3]
    slope = (up - down) / (2 * small)
    np.testing.assert_allclose(slope, (target - f[:, 0]) / 0.5**2, rtol=1e-4)


def test_the_other_side_is_the_mirror():
    first = recipe().expected(np.arange(3), np.array([[0.4], [0.1], [-0.2]]))
    other = recipe(-1.0)
    other.first = -other.first
    second = other.expected(np.arange(3), -np.array([[0.4], [0.1], [-0.2]]))
    np.testing.assert_allclose(first, second)


def line(seed=0, n=1500):
    random = np.random.default_rng(seed)
    features = random.uniform(-1, 1, (n, 5)).astype(np.float32)
    true = features @ random.normal(size=5) + 0.3 * random.normal(size=n)
    low = (random.random(n) < 0.4) * random.exponential(2.0, n)
    return features, true, Evidence.numbers(true - low)


def test_what_is_missing_is_made_good():
    features, true, evidence = line()
    for carrier in (Classifier(), Head(hidden=0, epochs=60, rate=1e-2)):
        model = OneSidedNoise().learn(features, evidence, carrier)
        plain = PlainTraining().learn(features, evidence, carrier=carrier)
        off = np.abs(model.predict(features) - true).mean()
        # The noise of the numbers themselves is .24 off.
        assert off < 0.27
        assert off < 0.5 * np.abs(plain.predict(features) - true).mean()
        np.testing.assert_allclose(model.about["share"], 0.4, atol=0.08)
        np.testing.assert_allclose(model.about["missing"], 2.0, atol=0.4)
