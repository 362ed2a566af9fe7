"""Loss of tags that lets easy absent ones go."""

import numpy as np
import pytest

from assay.losses import AsymmetricTags, BinaryCrossEntropy

torch = pytest.importorskip("torch")
Z = torch.linspace(-5, 5, 21, dtype=torch.float64)[:, None]
P = Z.sigmoid().numpy()


@pytest.mark.parametrize(("up", "down", "shift"), [(0, 4, 0.05), (1, 2, 0.2), (2, 0, 0.0)])
def test_it_is_its_formula(up, down, shift):
    loss = AsymmetricTags(positive_focus=up, negative_focus=down, shift=shift)
    holds = loss.losses(Z, torch.ones_like(Z)).numpy()
    np.testing.assert_allclose(holds, -((1 - P) ** up) * np.log(P), atol=1e-12)
    low = np.maximum(P - shift, 0)
    absent = loss.losses(Z, torch.zeros_like(Z)).numpy()
    np.testing.assert_allclose(absent, -(low**down) * np.log1p(-low), atol=1e-9)


def test_without_powers_and_shift_it_is_binary_cross_entropy():
    plain = AsymmetricTags(positive_focus=0.0, negative_focus=0.0, shift=0.0)
    soft = torch.full_like(Z, 0.3)
    torch.testing.assert_close(plain.losses(Z, soft), BinaryCrossEntropy().losses(Z, soft))


def test_absent_tags_that_look_present_pull_less_than_doubtful_ones():
    z = torch.tensor([[-4.0, 1.5, 12.0]], requires_grad=True)
    AsymmetricTags().losses(z, torch.zeros(1, 3)).sum().backward()
    easy, doubtful, forgotten = z.grad[0].tolist()
    assert easy == 0
    assert 0 < forgotten < doubtful
