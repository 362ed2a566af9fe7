"""Contrast of views: pair by pair, without debiasing the plain one, and without strength none."""

import numpy as np
import pytest

from assay.evidence import Evidence
from assay.learn import DebiasedContrast, Head, PlainTraining
from assay.learn.unlabelled.debiased_contrast import contrasted

torch = pytest.importorskip("torch")


def one_by_one(one, other, heat, same):
    rows = np.concatenate([one, other])
    rows = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    m, found = len(one), []
    for i in range(2 * m):
        pair = np.exp(rows[i] @ rows[(i + m) % (2 * m)] / heat)
        rest = [np.exp(rows[i] @ rows[j] / heat) for j in range(2 * m) if j % m != i % m]
        apart = max((np.mean(rest) - same * pair) / (1 - same), np.exp(-1 / heat))
        found.append(-np.log(pair / (pair + len(rest) * apart)))
    return np.array(found)


@pytest.mark.parametrize("same", [0.0, 0.1, 0.6])
def test_it_is_its_formula(same):
    random = np.random.default_rng(0)
    one, other = random.normal(size=(2, 6, 4))
    found = contrasted(torch.tensor(one), torch.tensor(other), 0.5, same)
    np.testing.assert_allclose(found, one_by_one(one, other, 0.5, same))


def test_without_debiasing_it_is_cross_entropy_of_the_other_view():
    random = np.random.default_rng(1)
    one, other = (torch.tensor(x) for x in random.normal(size=(2, 5, 4)))
    unit = torch.nn.functional.normalize(torch.cat([one, other]), dim=1)
    near = (unit @ unit.T / 0.5).masked_fill(torch.eye(10, dtype=torch.bool), -1e9)
    pair = torch.arange(10).roll(5)
    same = torch.nn.functional.cross_entropy(near, pair, reduction="none")
    torch.testing.assert_close(contrasted(one, other, 0.5, 0.0), same)


def test_the_estimate_of_other_classes_is_right_in_the_mean():
    """Of views drawn from known classes: what is taken off is what the same class adds."""
    random = np.random.default_rng(2)
    centre = np.eye(4)
    classes = np.arange(400) % 4
    one, other = (centre[classes] + 0.3 * random.normal(size=(400, 4)) for _ in range(2))
    unit = [x / np.linalg.norm(x, axis=1, keepdims=True) for x in (one, other)]
    near = np.exp(unit[0] @ unit[1].T / 0.5)
    wanted = near[classes[:, None] != classes].mean()
    pair, mean = np.diag(near).mean(), near.mean()
    found = (mean - 0.25 * pair) / 0.75
    assert abs(found - wanted) < 0.02 * wanted
    assert abs(mean - wanted) > 0.3 * wanted


def test_one_item_costs_nothing_and_no_strength_is_plain_training():
    alone = contrasted(torch.ones(1, 3), torch.ones(1, 3), 0.5, 0.1)
    assert float(alone.abs().max()) == 0
    random = np.random.default_rng(0)
    features = random.normal(size=(90, 4)).astype(np.float32)
    evidence = Evidence.labels(np.where(np.arange(90) % 3 > 0, features[:, 0] > 0, -1), ("a", "b"))
    head = Head(hidden=8, epochs=3)
    one = DebiasedContrast(strength=0.0).learn(features, evidence, carrier=head)
    other = PlainTraining().learn(features, evidence, carrier=head)
    # Labelled items weigh the same, but for the scale that Adam takes out.
    found = one.probabilities(features), other.probabilities(features)
    np.testing.assert_allclose(*found, atol=1e-4)


def test_unlabelled_items_are_shown(digits):
    split = digits.split()
    labels = np.where(np.arange(len(split.truth)) < 60, split.truth, -1)
    evidence = Evidence.labels(labels, digits.names)
    model = DebiasedContrast().learn(split.train, evidence, carrier=digits.head(10))
    plain = PlainTraining().learn(split.train, evidence, carrier=digits.head(10))
    assert digits.accuracy(model) > digits.accuracy(plain) > 0.1
