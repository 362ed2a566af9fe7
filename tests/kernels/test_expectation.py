"""Expected counts of truths and labels, against a plain loop."""

import numpy as np

from assay.kernels.expectation import expected


def test_counts_are_those_of_a_plain_loop():
    r = np.random.default_rng(0)
    u = r.dirichlet(np.ones(4), 300).astype(np.float32)
    # Nobody is given class 2.
    given = np.sort(r.choice([0, 1, 3], 300))
    noise = r.dirichlet(np.ones(4), 4)
    wanted = np.zeros((4, 4))
    for row, j in zip(u.astype(float), given, strict=True):
        share = row * noise[:, j]
        wanted[:, j] += share / share.sum()
    found = expected(u, given, noise)
    np.testing.assert_allclose(found, wanted, rtol=1e-5)
    np.testing.assert_allclose(found.sum(axis=0), np.bincount(given, minlength=4), rtol=1e-5)


def test_a_label_that_no_truth_gives_counts_nothing():
    found = expected(np.array([[1, 0]], np.float32), np.array([1]), np.eye(2))
    np.testing.assert_array_equal(found, np.zeros((2, 2)))
