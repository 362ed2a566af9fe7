"""Features that mix numbers up: by hand, pair by pair, and where there are no pairs."""

from types import SimpleNamespace

import numpy as np
import pytest

from assay.evidence import Evidence
from assay.learn import ContrastiveRegression, Head, PlainTraining
from assay.learn.numbers.contrastive_regression import Contrasting, contrast, rarity

torch = pytest.importorskip("torch")


def one_by_one(hidden, label, guess, rare, window, heat, push):
    unit = hidden / np.linalg.norm(hidden, axis=1, keepdims=True)
    found = []
    for i in range(len(label)):
        like = [j for j in range(len(label)) if j != i and abs(label[i] - label[j]) <= window]
        against = [
            j for j in range(len(label))
            if abs(label[i] - label[j]) > window and abs(guess[i] - guess[j]) <= window
        ]  # fmt: skip
        if not like or not against:
            found.append(0.0)
            continue
        total = sum(np.exp(unit[i] @ unit[j] / heat) for j in like)
        for j in against:
            weight = rare[i] * np.exp(push * abs(label[i] - label[j]))
            total += weight * np.exp(unit[i] @ unit[j] / heat)
        logs = [unit[i] @ unit[j] / heat - np.log(total) for j in like]
        found.append(-np.mean(logs))
    return np.array(found)


def test_it_is_its_formula():
    random = np.random.default_rng(0)
    hidden, label = random.normal(size=(12, 3)), random.integers(0, 4, 12).astype(float)
    guess, rare = random.integers(0, 3, 12).astype(float), random.uniform(0.5, 2, 12)
    settings = (0.5, 0.3, 0.2)
    parts = (torch.tensor(x) for x in (hidden, label, guess, rare))
    found = contrast(*parts, *settings).numpy()
    np.testing.assert_allclose(found, one_by_one(hidden, label, guess, rare, *settings), rtol=1e-6)
    assert (found > 0).sum() > 5


def test_no_pairs_cost_nothing_and_have_no_slope():
    for label, guess in (([0.0, 5.0], [1.0, 1.0]), ([0.0, 0.0], [0.0, 9.0]), ([1.0], [1.0])):
        hidden = torch.randn(len(label), 3, requires_grad=True)
        paid = contrast(hidden, torch.tensor(label), torch.tensor(guess),
                        torch.ones(len(label)), 1.0, 0.2, 0.01)  # fmt: skip
        paid.sum().backward()
        assert float(paid.detach().abs().max()) == 0
        assert torch.isfinite(hidden.grad).all()


def test_like_items_come_together_and_opponents_apart():
    hidden = torch.tensor([[1.0, 0.0], [1.0, -0.5], [1.0, 0.5]], requires_grad=True)
    paid = contrast(hidden, torch.tensor([0.0, 0.0, 5.0]), torch.zeros(3), torch.ones(3),
                    1.0, 0.5, 0.0)  # fmt: skip
    paid[0].backward()
    moved = (hidden - 0.05 * hidden.grad).detach()
    unit = torch.nn.functional.normalize(moved, dim=1)
    was = torch.nn.functional.normalize(hidden.detach(), dim=1)
    assert unit[0] @ unit[1] > was[0] @ was[1]
    assert unit[0] @ unit[2] < was[0] @ was[2]


def test_rare_numbers_weigh_more():
    weight = rarity(np.concatenate([np.zeros(90), np.full(10, 7.0)]))
    assert weight[-1] > 2 * weight[0]
    np.testing.assert_allclose(weight.mean(), 1)
    np.testing.assert_array_equal(rarity(np.ones(3)), 1)


def test_it_weighs_as_much_beside_squared_error_in_any_unit():
    random = np.random.default_rng(0)
    label, guess = random.normal(size=(2, 30, 1)).astype(np.float32)
    hidden, paid = torch.tensor(random.normal(size=(30, 4))), []
    for unit in (1.0, 100.0):
        recipe = Contrasting(label * unit, 0.5, 0.2, 0.2, 0.01)
        step = SimpleNamespace(ids=np.arange(30), tensor=torch.as_tensor, hidden=hidden,
                               logits=torch.tensor(guess * unit))  # fmt: skip
        paid.append(float(recipe.penalty(step)) / unit**2)
    assert paid[0] > 0.01
    np.testing.assert_allclose(*paid, rtol=1e-4)


def test_without_strength_it_is_plain_training():
    random = np.random.default_rng(0)
    features = random.normal(size=(60, 3))
    evidence = Evidence.numbers(features[:, 0] * 3)
    head = Head(epochs=3, hidden=8)
    one = ContrastiveRegression(strength=0.0).learn(features, evidence, carrier=head)
    other = PlainTraining().learn(features, evidence, carrier=head)
    np.testing.assert_allclose(one.predict(features), other.predict(features), atol=1e-6)
