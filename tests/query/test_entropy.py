import numpy as np
import pytest

from assay.posterior import Posterior
from assay.query import Entropy


def posterior(*rows):
    return Posterior(tuple("abc"[: len(rows[0])]), np.array(rows, float))


def test_gain_is_entropy_in_nats():
    batch = Entropy().query(posterior([0.5, 0.25, 0.25], [1, 0, 0], [1 / 3] * 3), 2)
    assert batch.items.tolist() == [2, 0]
    np.testing.assert_allclose(batch.gain, [np.log(3), 1.5 * np.log(2)])
    assert batch.unit == "nats"


def test_ties_keep_the_order_of_the_data():
    batch = Entropy().query(posterior([1, 0], [0.3, 0.7], [0.7, 0.3], [0, 1]), 4)
    assert batch.items.tolist() == [1, 2, 0, 3]


@pytest.mark.parametrize("budget", [0, 3, 99])
def test_budget_is_a_ceiling(budget):
    assert len(Entropy().query(posterior([1, 0], [0.5, 0.5], [0, 1]), budget)) == min(budget, 3)
