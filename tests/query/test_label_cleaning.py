import numpy as np

from assay.posterior import Posterior
from assay.query import Entropy, LabelCleaning


def test_gain_by_hand():
    posterior = Posterior(("a", "b"), np.array([[0.2, 0.8], [0.5, 0.5], [0.9, 0.1]]))
    batch = LabelCleaning().query(posterior, 3, np.array([0, 0, 0]))
    entropy = -(0.2 * np.log(0.2) + 0.8 * np.log(0.8))
    assert batch.items.tolist() == [0, 1, 2]
    np.testing.assert_allclose(batch.gain, [-np.log(0.2) - entropy, 0, 0], atol=1e-12)


def test_a_plain_mistake_comes_before_a_hard_item_where_entropy_has_it_the_other_way():
    posterior = Posterior(("a", "b"), np.array([[0.5, 0.5], [0.05, 0.95]]))
    assert LabelCleaning().query(posterior, 1, np.zeros(2, int)).items.tolist() == [1]
    assert Entropy().query(posterior, 1).items.tolist() == [0]


def test_the_unlabelled_come_last():
    posterior = Posterior(("a", "b"), np.array([[0.1, 0.9], [0.9, 0.1]]))
    batch = LabelCleaning().query(posterior, 2, np.array([-1, 0]))
    assert batch.items.tolist() == [1, 0]
    assert batch.gain.tolist() == [0, 0]
