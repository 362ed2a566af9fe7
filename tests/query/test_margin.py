import numpy as np
import pytest

from assay.posterior import Posterior
from assay.query import Entropy, Margin


def test_gain_is_one_minus_the_margin():
    posterior = Posterior(("a", "b", "c"), np.array([[0.6, 0.3, 0.1], [0, 1, 0], [0.2, 0.4, 0.4]]))
    batch = Margin().query(posterior, 3)
    assert batch.items.tolist() == [2, 0, 1]
    np.testing.assert_allclose(batch.gain, [1, 0.7, 0])


def test_minds_the_decision_where_entropy_minds_all_classes():
    posterior = Posterior(("a", "b", "c"), np.array([[0.5, 0.5, 0.0], [0.4, 0.3, 0.3]]))
    assert Margin().query(posterior, 1).items.tolist() == [0]
    assert Entropy().query(posterior, 1).items.tolist() == [1]


@pytest.mark.parametrize("n", [0, 3])
def test_one_class_leaves_nothing_to_ask(n):
    batch = Margin().query(Posterior(("a",), np.ones((n, 1))), 9)
    assert batch.items.tolist() == list(range(n))
    assert not batch.gain.any()
