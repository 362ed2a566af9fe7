"""A linear layer, against scikit-learn's; influence, against fitting again."""

import numpy as np

from assay.kernels.learn.last_layer import fitted, influence
from assay.kernels.learn.posterior import normalised


def case(n=60, d=3, k=3):
    random = np.random.default_rng(0)
    rows = np.column_stack([random.normal(size=(n, d)), np.ones(n)])
    target = np.eye(k)[random.integers(0, k, n)]
    return rows, target, random.uniform(0, 2, n)


def test_the_layer_is_that_of_logistic_regression():
    from sklearn.linear_model import LogisticRegression

    rows, target, weight = case()
    found = fitted(rows, target, weight, 0.01)
    # Its C is of the sum of the losses; the column of ones is drawn to zero like the others.
    made = LogisticRegression(C=1 / (0.01 * len(rows)), fit_intercept=False, tol=1e-10,
                              max_iter=5000)  # fmt: skip
    made.fit(rows, target.argmax(axis=1), sample_weight=weight)
    np.testing.assert_allclose(normalised(rows @ found), made.predict_proba(rows), atol=1e-4)


def test_influence_is_what_a_little_more_weight_does():
    rows, target, weight = case()
    layer = fitted(rows, target, weight, 0.01)
    fresh, wanted = rows[:10] + 0.3, target[10:20]

    def loss(at):
        return -(wanted * np.log(normalised(fresh @ at))).sum(axis=1).mean()

    slope = fresh.T @ (normalised(fresh @ layer) - wanted) / 10
    told = influence(rows, target, weight, layer, 0.01, slope)
    for i in (0, 7, 31):
        more = weight.copy()
        more[i] += 0.05
        less = weight.copy()
        less[i] -= 0.05
        gap = loss(fitted(rows, target, less, 0.01, layer)) - loss(
            fitted(rows, target, more, 0.01, layer)
        )
        np.testing.assert_allclose(told[i], gap / 0.1, rtol=0.02, atol=1e-6)
