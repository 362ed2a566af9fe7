"""Tags that hold against those that don't."""

import pytest

from assay.losses import CrossEntropy, DecoupledSoftmax

torch = pytest.importorskip("torch")
Z = torch.tensor([[2.0, -1.0, 0.5, 0.0]], dtype=torch.float64)


def test_each_tag_is_a_softmax_with_the_absent_ones():
    target = torch.tensor([[1.0, 1.0, 0.0, 0.0]], dtype=torch.float64)
    by_hand = sum(-Z[:, [j, 2, 3]].log_softmax(dim=1)[:, 0] for j in (0, 1)) / 2
    torch.testing.assert_close(DecoupledSoftmax().losses(Z, target).mean(dim=1), by_hand)


def test_of_one_tag_it_is_cross_entropy():
    target = torch.tensor([[0.0, 0.0, 1.0, 0.0]], dtype=torch.float64)
    found = DecoupledSoftmax().losses(Z, target).mean(dim=1)
    torch.testing.assert_close(found, CrossEntropy().losses(Z, target))


def test_a_tag_does_not_push_another_one_down():
    target = torch.tensor([[1.0, 1.0, 0.0, 0.0]], dtype=torch.float64)
    z = Z.clone().requires_grad_()
    DecoupledSoftmax().losses(z, target)[0, 0].backward()
    assert float(z.grad[0, 1]) == 0
    assert float(z.grad[0, 0]) < 0 < float(z.grad[0, 2])


def test_no_tags_and_all_tags_cost_nothing():
    for target in (torch.zeros(1, 4), torch.ones(1, 4)):
        z = Z.float().requires_grad_()
        paid = DecoupledSoftmax()(z, target)
        paid.backward()
        assert float(paid.detach()) == 0
        assert float(z.grad.abs().max()) == 0
