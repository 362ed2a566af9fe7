import numpy as np
from scipy.stats import binomtest

from assay.simulate import PairFlip


def test_wrong_labels_are_the_next_class():
    truth = np.random.default_rng(0).integers(0, 4, 10_000)
    given = PairFlip(0.3, seed=3).simulate(truth, "abcd").given
    assert set(np.unique((given - truth) % 4)) == {0, 1}
    for k in range(4):
        mine = truth == k
        assert binomtest(int((given[mine] != k).sum()), int(mine.sum()), 0.3).pvalue > 1e-4
