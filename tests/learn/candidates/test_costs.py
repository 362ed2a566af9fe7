"""Costs of what was ruled out: each by brute force, item by item, and what it is on average."""

import numpy as np
import pytest

from assay.learn import ComplementaryForward, ComplementarySurrogate
from assay.learn.candidates.complementary_surrogate import exponential, logarithm
from assay.learn.candidates.discriminative_complementary import weighted
from assay.learn.candidates.multiple_complementary import left
from assay.learn.candidates.negative_unlabelled import against_all
from assay.learn.candidates.order_preserving import reversed_order, reweighed
from assay.learn.candidates.pairwise_comparison import compared

torch = pytest.importorskip("torch")
RANDOM = np.random.default_rng(0)
LOGITS = RANDOM.normal(size=(6, 4))
OUT = np.array([[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1], [1, 1, 0, 0], [0, 1, 1, 1]])
SHARES = OUT / OUT.sum(axis=1, keepdims=True)


def chances(logits):
    made = np.exp(logits - logits.max())
    return made / made.sum()


def by_item(one):
    """Return the cost of every item, the mean over the classes that were ruled out."""
    return [
        np.mean([one(z, j) for j in np.flatnonzero(out)])
        for z, out in zip(LOGITS, OUT, strict=True)
    ]


def order_weighed(z, j):
    turned = chances(-z)
    return -chances(z)[j] * chances(1 / turned)[j] * np.log(turned[j])


def pulled_apart(z, j):
    rest = 1 - chances(z)
    log = np.log(chances(rest)[j])
    return -log - rest[j] / 3 * log


CASES = {
    "logarithm": (logarithm, lambda z, j: -np.log(1 - chances(z)[j])),
    "exponential": (exponential, lambda z, j: np.exp(chances(z)[j])),
    "weighted": (weighted, pulled_apart),
    "compared": (
        compared, lambda z, j: sum(1 / (1 + np.exp(z[k] - z[j])) for k in range(4) if k != j),
    ),
    "reversed": (reversed_order, lambda z, j: -np.log(chances(-z)[j])),
    "reweighed": (reweighed, order_weighed),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_by_brute_force(name):
    cost, one = CASES[name]
    found = cost(torch.tensor(LOGITS), torch.tensor(SHARES))
    np.testing.assert_allclose(found, by_item(one), atol=2e-5)


@pytest.mark.parametrize("name", [*CASES, "absolute"])
def test_slopes_and_large_logits(name):
    cost = CASES[name][0] if name in CASES else lambda z, out: left(z, out, "absolute")
    logits = torch.tensor(LOGITS, requires_grad=True)
    assert torch.autograd.gradcheck(lambda z: cost(z, torch.tensor(SHARES)), logits)
    far = torch.tensor(1e4 * np.sign(LOGITS), dtype=torch.float32, requires_grad=True)
    paid = cost(far, torch.tensor(SHARES, dtype=torch.float32))
    paid.sum().backward()
    assert torch.isfinite(paid).all()
    assert torch.isfinite(far.grad).all()


@pytest.mark.parametrize(
    ("cost", "of"),
    [("absolute", lambda p: 1 - p), ("exponential", lambda p: np.exp(-p)),
     ("logarithm", lambda p: -np.log(p))],
)  # fmt: skip
def test_several_ruled_out_are_one_event(cost, of):
    found = left(torch.tensor(LOGITS), torch.tensor(SHARES), cost)
    inside = [chances(z)[out == 0].sum() for z, out in zip(LOGITS, OUT, strict=True)]
    np.testing.assert_allclose(found, 3 * of(np.array(inside)) / OUT.sum(axis=1), atol=1e-4)


def test_comparisons_are_the_ordinary_risk_on_average():
    """Over all that could be ruled out, a pair's sigmoids add up to a constant and the truth's."""
    z, truth = torch.tensor(LOGITS[:1]), 2
    named = [k for k in range(4) if k != truth]
    total = sum(compared(z, torch.eye(4, dtype=z.dtype)[k][None])[0] for k in named)
    ordinary = sum(torch.sigmoid(z[0, k] - z[0, truth]) for k in named)
    assert float(total - ordinary) == pytest.approx(3, abs=1e-9)


def test_the_order_of_the_classes_is_kept():
    """At the least of the expected cost, the logits turned round say what will be ruled out."""
    truth = torch.tensor([0.6, 0.25, 0.1, 0.05], dtype=torch.float64)
    out = (1 - truth) / 3
    logits = (-out.log()[None]).detach().requires_grad_()
    reversed_order(logits, out[None]).backward()
    np.testing.assert_allclose(logits.grad, 0, atol=1e-12)
    assert (torch.diff(logits[0].detach()) < 0).all()


def test_negatives_and_all_items_give_the_risk_of_the_truth():
    """With every exclusion once for every item, it is the risk of telling each class from all."""
    truth = np.array([0, 0, 0, 1, 1, 2])
    logits = np.repeat(RANDOM.normal(size=(6, 3)) - 1, 2, axis=0)
    out = np.zeros((12, 3))
    for i, t in enumerate(truth):
        for which, j in enumerate(k for k in range(3) if k != t):
            out[2 * i + which, j] = 1
    prior = np.bincount(truth) / 6
    weight = torch.ones(12, 1, dtype=torch.float64)
    found = against_all(torch.tensor(logits), torch.tensor(out), torch.tensor(prior), weight)
    yes, no = np.log1p(np.exp(-logits[::2])), np.log1p(np.exp(logits[::2]))
    wanted = np.where(np.eye(3)[truth] > 0, yes, no).mean(axis=0).sum()
    assert float(found) == pytest.approx(wanted, abs=1e-9)


def test_the_logarithm_is_forward_correction_by_an_even_matrix(digits):
    split = digits.split()
    out = digits.complementary(split.truth, digits.exclusions(biased=False))
    head = digits.head(3)
    first = ComplementarySurrogate().learn(split.train, out, carrier=head)
    second = ComplementaryForward().learn(split.train, out, carrier=head)
    np.testing.assert_allclose(
        first.probabilities(split.test), second.probabilities(split.test), atol=1e-3
    )
