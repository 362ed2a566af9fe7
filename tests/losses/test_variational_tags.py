"""Variational loss of tags of which only those that hold are known."""

import numpy as np
import pytest

from assay.losses import VariationalTags

torch = pytest.importorskip("torch")
Z = torch.randn((6, 3), generator=torch.Generator().manual_seed(0), dtype=torch.float64)
T = torch.tensor([[1, 0, 0], [0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 0], [0, 0, 0]]).double()


def tag_costs(z, balance=0.0):
    p, t = z.sigmoid().numpy(), T.numpy()
    found = []
    for k in range(3):
        if not t[:, k].any():
            found.append(0.0)
            continue
        mean = p[:, k].mean()
        found.append(mean**balance * (np.log(mean) - np.log(p[t[:, k] == 1, k]).mean()))
    return found


@pytest.mark.parametrize("balance", [0.0, 0.55])
def test_it_is_its_formula_tag_by_tag(balance):
    each = VariationalTags(balance=balance).losses(Z, T).mean(dim=0)
    np.testing.assert_allclose(each.numpy(), tag_costs(Z, balance), atol=1e-12)


def test_logits_are_divided_by_their_spread_when_it_is_small():
    small = Z / 10
    wide = small.std(dim=0, unbiased=False)
    each = VariationalTags(spread=2.0).losses(small, T).mean(dim=0)
    np.testing.assert_allclose(each.numpy(), tag_costs(small / (2 * wide)), atol=1e-12)
    far = VariationalTags(spread=2.0).losses(20 * Z, T).mean(dim=0)
    np.testing.assert_allclose(far.numpy(), tag_costs(20 * Z), atol=1e-9)


def test_a_factor_of_all_probabilities_costs_nothing():
    """What is learnt is the order: p and p / 2 are as good as each other."""
    p = torch.tensor([[0.8], [0.1], [0.6]], dtype=torch.float64)
    t = torch.tensor([[1.0], [0.0], [0.0]], dtype=torch.float64)
    whole, half = p.logit(), (p / 2).logit()
    torch.testing.assert_close(VariationalTags()(whole, t), VariationalTags()(half, t))
