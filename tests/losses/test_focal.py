"""Focal loss and its normalised form, against their formulas."""

import numpy as np
import pytest

from assay.losses import ActivePassive, CrossEntropy, Focal, NormalisedFocal

torch = pytest.importorskip("torch")
Z = torch.tensor([[2.0, -1.0, 0.5], [0.0, 3.0, -2.0]], dtype=torch.float64)
T = torch.tensor([[0.0, 1.0, 0.0], [0.2, 0.3, 0.5]], dtype=torch.float64)
P = Z.softmax(dim=1).numpy()


@pytest.mark.parametrize("focus", [0.0, 0.5, 2.0])
def test_both_are_their_formulas(focus):
    each = (1 - P) ** focus * -np.log(P)
    found = Focal(focus=focus).losses(Z, T).numpy()
    np.testing.assert_allclose(found, (T.numpy() * each).sum(axis=1))
    share = (T.numpy() * each).sum(axis=1) / each.sum(axis=1)
    found = NormalisedFocal(focus=focus, passive_weight=0.0).losses(Z, T).numpy()
    np.testing.assert_allclose(found, share)


def test_without_focus_they_are_cross_entropy_and_its_normalised_form():
    torch.testing.assert_close(Focal(focus=0.0).losses(Z, T), CrossEntropy().losses(Z, T))
    for passive in ("reverse", "absolute"):
        one, other = NormalisedFocal(focus=0.0, passive=passive), ActivePassive(passive=passive)
        torch.testing.assert_close(one.losses(Z, T), other.losses(Z, T))


def test_the_normalised_loss_bears_even_noise():
    """All labels of an item together cost the same, whatever is predicted."""
    active = NormalisedFocal(passive_weight=0.0).losses(Z, torch.ones_like(Z))
    np.testing.assert_allclose(active.numpy(), 1)


def test_slopes_stay_finite_where_all_is_learnt():
    z = torch.tensor([[60.0, 0.0]], requires_grad=True)
    Focal(focus=0.5)(z, torch.tensor([[1.0, 0.0]])).backward()
    assert torch.isfinite(z.grad).all()
    assert float(z.grad.abs().max()) < 1e-6
