"""Intervals of a share against scipy's."""

import numpy as np
import pytest
from scipy.stats import binomtest

from assay.kernels.interval import checks_for, clopper_pearson, wilson


@pytest.mark.parametrize(("hits", "trials"), [(0, 1), (0, 30), (3, 40), (40, 40), (999, 2000)])
def test_ends_are_scipys(hits, trials):
    for ours, method in ((clopper_pearson, "exact"), (wilson, "wilson")):
        theirs = binomtest(hits, trials).proportion_ci(0.95, method)
        np.testing.assert_allclose(ours(hits, trials), theirs, atol=1e-9)


def test_without_trials_nothing_is_known():
    for ours in (clopper_pearson, wilson):
        assert [float(end) for end in ours(0, 0)] == [0, 1]


@pytest.mark.parametrize("share", [0.0, 0.02, 0.3])
def test_as_many_checks_as_are_needed_and_no_more(share):
    n = checks_for(share, 10**9)
    for checks, enough in ((n + 2, True), (n - 2, False)):
        low, high = wilson(share * checks, checks)
        assert (high - low <= 0.02) == enough


def test_a_small_data_set_needs_no_more_checks_than_it_has_items():
    assert checks_for(0.5, 40) == 40
