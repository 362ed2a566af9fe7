"""Binary costs for the least margins of a batch."""

import pytest

from assay.losses import BinaryCrossEntropy, CrossEntropy, OneVersusRest

torch = pytest.importorskip("torch")
Z = torch.tensor([[3.0, 0.0, 0.0], [0.0, 2.0, 1.5], [0.0, 1.0, 0.0], [5.0, 0.0, 4.9]])
Y = torch.eye(3)[[0, 1, 0, 0]]


def test_the_least_margins_are_paid_for_in_binary_costs():
    """Margins 3, 0.5, -1 and 0.1: at one half, items 2 and 3."""
    each = OneVersusRest(share=0.5, strength=0.7).losses(Z, Y)
    usual = CrossEntropy().losses(Z, Y)
    binary = 0.7 * BinaryCrossEntropy().losses(Z, Y).sum(dim=1)
    torch.testing.assert_close(each, torch.stack([usual[0], usual[1], binary[2], binary[3]]))


def test_its_ends():
    torch.testing.assert_close(OneVersusRest(share=0.0).losses(Z, Y), CrossEntropy().losses(Z, Y))
    torch.testing.assert_close(
        OneVersusRest(share=1.0, strength=1.0).losses(Z, Y),
        BinaryCrossEntropy().losses(Z, Y).sum(dim=1),
    )
