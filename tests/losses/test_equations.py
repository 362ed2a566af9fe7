"""Every loss is the equation that its page shows, written out in numpy."""

from math import lgamma

import numpy as np
import pytest

from assay import losses
from assay.registry import methods

torch = pytest.importorskip("torch")

RANDOM = np.random.default_rng(0)
M, K = 6, 4
Z = RANDOM.normal(size=(M, K)) * 2
SOFT = RANDOM.dirichlet(np.ones(K), M)
LABEL = RANDOM.integers(0, K, M)
HARD = np.eye(K)[LABEL]
TAGS = (RANDOM.random((M, K)) < 0.5).astype(float)
TAGS[:2] = [[0] * K, [1] * K]
PRIOR = np.array([0.4, 0.3, 0.2, 0.1])
X, Y = np.array([[2.0], [0.05], [-0.3], [4.0]]), np.array([[1.0], [0.0], [2.0], [7.0]])
MEAN = np.where(X >= 0.1, X, 0.1 * np.exp(X / 0.1 - 1))


def softmax(z):
    return np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def log_factorial(y):
    return np.vectorize(lgamma)(y + 1)


P, S = softmax(Z), sigmoid(Z)
FOCAL = -((1 - P) ** 0.5) * np.log(P)
PASSIVE = 9.2103 * (1 - (SOFT * P).sum(1))


def active(each):
    return (SOFT * each).sum(1) / each.sum(1) + PASSIVE


def tags_apart(shift=0.05):
    q = np.maximum(S - shift, 0)
    return -TAGS * (1 - S) ** 1.5 * np.log(S) - (1 - TAGS) * q**4 * np.log(1 - q)


def decoupled():
    rest = ((1 - TAGS) * np.exp(Z)).sum(1, keepdims=True)
    share = TAGS / np.maximum(TAGS.sum(1, keepdims=True), 1e-12)
    return -(share * np.log(np.exp(Z) / (np.exp(Z) + rest))).sum(1)


def margins(sharp=3.0):
    held = np.exp(sharp * (Z - 0.5 * (PRIOR.min() / PRIOR) ** 0.25))
    others = np.exp(sharp * Z).sum(1, keepdims=True) - np.exp(sharp * Z)
    return (SOFT * (np.log(held + others) - np.log(held))).sum(1)


def robust(z):
    over = z[:, None, :] - z[:, :, None] + 0.1 * (1 - np.eye(K))
    return (SOFT * 2 * np.log(np.exp(over / 2).mean(2))).sum(1)


def versus():
    usual = -(HARD * np.log(P)).sum(1)
    binary = -0.4 * (HARD * np.log(S) + (1 - HARD) * np.log(1 - S)).sum(1)
    margin = [Z[i, k] - np.delete(Z[i], k).max() for i, k in enumerate(LABEL)]
    return np.where(np.argsort(np.argsort(margin)) < M // 2, binary, usual)


def ranked():
    found = []
    for z, t in zip(Z.T, TAGS.T, strict=True):
        pair = t[:, None] * (1 - t)
        found.append((pair * np.log1p(np.exp(z - z[:, None]))).sum() / pair.sum())
    return np.array(found)


def variational():
    p = sigmoid(Z / np.clip(0.5 * Z.std(0), 0.01, 1))
    known = np.log(p.mean(0)) - (TAGS * np.log(p)).sum(0) / TAGS.sum(0)
    return p.mean(0) ** 0.3 * known


def counts(r=2.0):
    ways = np.vectorize(lgamma)(Y + r) - lgamma(r) - log_factorial(Y)
    return -(ways + r * np.log(r / (r + MEAN)) + Y * np.log(MEAN / (r + MEAN)))


def whole(shape):
    if shape == "laplace":
        every = np.exp(-np.abs(np.arange(-99, 99) - X) / 0.7).sum(1, keepdims=True)
        return -np.log(np.exp(-np.abs(Y - X) / 0.7) / every)
    stats = pytest.importorskip("scipy.stats")
    law = getattr(stats, {"normal": "norm"}.get(shape[8:], shape[8:])).cdf
    return -np.log(law((Y + 0.5 - X) / 0.7) - law((Y - 0.5 - X) / 0.7))


def overlap():
    return (P + SOFT).sum(0), np.abs(P - SOFT).sum(0)


def simplex(scale=10.0):
    corners = (np.eye(K) - 1 / K) * (K / (K - 1)) ** 0.5
    middle = Z - Z.mean(1, keepdims=True)
    cosine = middle / np.linalg.norm(middle, axis=1, keepdims=True) @ corners
    return -(SOFT * np.log(softmax(scale * cosine))).sum(1)


#: Loss, what it is, target, logits, and what else it is told.
CASES = [
    (losses.ActivePassive(), lambda: active(np.log(P)), SOFT, Z, {}),
    (losses.NormalisedFocal(), lambda: active(FOCAL), SOFT, Z, {}),
    (losses.AsymmetricTags(positive_focus=1.5), tags_apart, TAGS, Z, {}),
    (
        losses.BalancedTags(),
        lambda: -(TAGS * np.log(S) / PRIOR + (1 - TAGS) * np.log(1 - S) / (1 - PRIOR)) / 2,
        TAGS, Z, {"prior": PRIOR},
    ),
    (
        losses.BinaryCrossEntropy(), lambda: -SOFT * np.log(S) - (1 - SOFT) * np.log(1 - S),
        SOFT, Z, {},
    ),
    (losses.CrossEntropy(), lambda: -(SOFT * np.log(P)).sum(1), SOFT, Z, {}),
    (losses.DecoupledSoftmax(), decoupled, TAGS, Z, {}),
    (
        losses.Disjunctive(2.0),
        lambda: -np.log((SOFT / SOFT.max(1, keepdims=True) * softmax(Z / 2)).sum(1)), SOFT, Z, {},
    ),
    (losses.Focal(), lambda: -(SOFT * (1 - P) ** 2 * np.log(P)).sum(1), SOFT, Z, {}),
    (losses.GeneralisedCrossEntropy(), lambda: (SOFT * (1 - P**0.7) / 0.7).sum(1), SOFT, Z, {}),
    (losses.LabelAwareMargin(sharpness=3.0), margins, SOFT, Z, {"prior": PRIOR}),
    (losses.LabelDistributionallyRobust(2.0), lambda: robust(Z), SOFT, Z, {}),
    (
        losses.LabelDistributionallyRobust(2.0, scaled=True),
        lambda: robust(Z / np.abs(Z).mean(1, keepdims=True)), SOFT, Z, {},
    ),
    (
        losses.LabelSmoothing(0.3), lambda: -((0.7 * SOFT + 0.3 / K) * np.log(P)).sum(1),
        SOFT, Z, {},
    ),
    (
        losses.LogitAdjustment(0.5),
        lambda: -(SOFT * np.log(softmax(Z + 0.5 * np.log(PRIOR)))).sum(1),
        SOFT, Z, {"prior": PRIOR},
    ),
    (
        losses.MaximumSuppression(),
        lambda: -(SOFT * np.log(P)).sum(1) + 0.15 * (Z.max(1) - Z.mean(1)),
        SOFT, Z, {"progress": 0.5},
    ),
    (losses.MeanAbsoluteError(), lambda: np.abs(HARD - P).sum(1) / 2, HARD, Z, {}),
    (losses.OneVersusRest(share=0.5), versus, HARD, Z, {}),
    (losses.RankedTags(), ranked, TAGS, Z, {}),
    (losses.SimplexEntropy(), simplex, SOFT, Z, {}),
    (losses.SoftDice(), lambda: overlap()[1] / overlap()[0], SOFT, Z, {}),
    (losses.SoftJaccard(), lambda: 2 * overlap()[1] / sum(overlap()), SOFT, Z, {}),
    (
        losses.SymmetricCrossEntropy(), lambda: -0.1 * (SOFT * np.log(P)).sum(1) + PASSIVE,
        SOFT, Z, {},
    ),
    (losses.VariationalTags(0.5, 0.3), variational, TAGS, Z, {}),
    (losses.Poisson(), lambda: MEAN - Y * np.log(MEAN) + log_factorial(Y), Y, X, {}),
    (losses.NegativeBinomial(0.5), counts, Y, X, {}),
    (losses.SquaredError(), lambda: (X - Y) ** 2 / 2, Y, X, {}),
    *(
        (losses.IntegerLikelihood(shape, 0.7), lambda shape=shape: whole(shape), Y, X, {})
        for shape in ("laplace", "rounded-laplace", "rounded-normal", "rounded-logistic")
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("loss", "equation", "target", "logits", "known"), CASES, ids=[repr(case[0]) for case in CASES]
)
def test_a_loss_is_its_equation(loss, equation, target, logits, known):
    told = {
        name: torch.tensor(one) if isinstance(one, np.ndarray) else one
        for name, one in known.items()
    }
    paid = float(loss(torch.tensor(logits), torch.tensor(target), **told))
    np.testing.assert_allclose(paid, equation().mean(), rtol=1e-5)


def test_every_loss_is_written_out():
    assert {type(case[0]) for case in CASES} == set(methods("losses").values())
