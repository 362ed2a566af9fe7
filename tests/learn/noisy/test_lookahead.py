"""What a step would do, against taking it; a network beside, against Adam of torch's."""

import copy

import numpy as np
import pytest

from assay.learn.noisy.lookahead import slopes
from assay.learn.noisy.tower import Towered
from assay.learn.step import Network, Step

torch = pytest.importorskip("torch")


def network():
    generator = torch.Generator().manual_seed(0)
    module = torch.nn.Sequential(torch.nn.Linear(3, 5), torch.nn.ReLU(), torch.nn.Linear(5, 2))
    with torch.no_grad():
        for one in module.parameters():
            one.copy_(torch.randn(one.shape, generator=generator))
    return module.double(), torch.randn(6, 3, generator=generator).double()


def test_slopes_tell_what_a_small_step_does_to_another_loss():
    module, rows = network()
    target = torch.eye(2).double()[[0, 1, 1, 0]]
    sure = torch.eye(2).double()[[1, 0]]

    def cost(of):
        return -(sure * of(rows[4:]).log_softmax(1)).sum(1).mean()

    ahead = slopes(module, rows[:4], cost(module))
    told = float((target * ahead).sum(1).mean())
    moved, small = copy.deepcopy(module), 1e-5
    loss = -(target * moved(rows[:4]).log_softmax(1)).sum(1).mean()
    loss.backward()
    with torch.no_grad():
        for one in moved.parameters():
            one -= small * one.grad
        found = float(cost(moved) - cost(module)) / small
    assert abs(told - found) < 1e-3 * abs(found)
    assert not ahead.requires_grad


def test_a_tower_learns_as_adam_does_and_its_weights_are_kept():
    rows = torch.tensor(np.random.default_rng(0).normal(size=(8, 3)), dtype=torch.float32)
    wanted = rows.sum(1, keepdim=True).abs()
    made = Towered(np.eye(2)[[0, 1] * 4], 4)
    module = torch.nn.Linear(2, 2)
    step = Step(np.arange(8), 0, 1, 0, "softmax", np.random.default_rng(5), rows,
                (Network(module),))  # fmt: skip
    assert not made.tower(step, rows, 1).any()
    flat = torch.nn.Parameter(torch.tensor(made.tower_weights))
    adam = torch.optim.Adam([flat], lr=made.rate)
    for _ in range(5):
        below, above = flat[:16].reshape(4, 4), flat[16:].reshape(5, 1)
        out = (rows @ below[:-1] + below[-1]).relu() @ above[:-1] + above[-1]
        adam.zero_grad()
        ((out - wanted) ** 2).mean().backward()
        adam.step()
        ((made.tower(step, rows, 1) - wanted) ** 2).mean().backward()
    np.testing.assert_allclose(made.tower_weights, flat.detach().numpy(), atol=1e-5)
    assert {"tower_weights", "tower_mean", "tower_square", "tower_turns"} <= set(made.state())
