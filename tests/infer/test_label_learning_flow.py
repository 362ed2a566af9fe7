"""Labellings within the bounds of weak signals."""

from dataclasses import replace

import numpy as np
import pytest
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression

from assay.evidence import Evidence, Source
from assay.infer import LabelLearningFlow, MajorityVote
from assay.infer.label_learning_flow import _draw, _layers

torch = pytest.importorskip("torch")


def pixels(one, other):
    """Return features, truth and the word of three rules that see one pixel each."""
    everything, digit = load_digits(return_X_y=True)
    among = (digit == one) | (digit == other)
    features, truth = everything[among] / 16, (digit[among] == other).astype(int)
    few = np.random.default_rng(0).permutation(len(truth))[:100]
    spread = features[few].std(axis=0) > 0
    told = np.zeros(64)
    told[spread] = [abs(np.corrcoef(x, truth[few])[0, 1]) for x in features[few][:, spread].T]
    rules = [
        LogisticRegression(C=100).fit(features[few][:, [j]], truth[few]).predict(features[:, [j]])
        for j in np.argsort(-told)[[2, 6, 10]]
    ]
    n = len(truth)
    votes = Evidence.votes(
        np.tile(np.arange(n), 3),
        np.repeat(np.arange(3), n),
        np.concatenate(rules),
        ("a", "b"),
        kind="rule",
    )
    return features, truth, votes


@pytest.mark.parametrize(("pair", "gain"), [((4, 8), 0.03), ((5, 9), 0.05)])
def test_pairs_of_digits_by_three_pixels(pair, gain):
    features, truth, votes = pixels(*pair)
    ours = LabelLearningFlow(rounds=120).infer(votes, features).labels
    assert (ours == truth).mean() > (MajorityVote().infer(votes).labels == truth).mean() + gain


def test_the_density_is_that_of_the_change_of_variables():
    """Against the determinant of the numerical derivative of labels by noise."""
    torch.manual_seed(0)
    flow = _layers(torch, 2, 3, 8, 2)
    rows = torch.as_tensor(np.array([[0.3, -1.0]]))
    noise = torch.tensor([0.2, -0.4, 1.1], dtype=torch.float64)
    label, cost = _draw(torch, flow, rows, noise)
    slope = torch.autograd.functional.jacobian(lambda z: _draw(torch, flow, rows, z)[0][0], noise)
    log = -0.5 * (noise**2).sum() - torch.log(torch.abs(torch.linalg.det(slope)))
    assert cost.item() == pytest.approx(-log.item())
    assert label.shape == (1, 3)


def test_gold_is_kept():
    features, truth, votes = pixels(3, 7)
    labels = np.where(np.arange(len(truth)) < 20, truth, -1)
    gold = replace(Evidence.labels(labels, ("a", "b")), sources=(Source("gold", trusted=True),))
    found = LabelLearningFlow(rounds=50).infer(votes.join(gold), features)
    np.testing.assert_array_equal(found.proba[:20], np.eye(2)[truth[:20]])


def test_the_users_random_numbers_are_left_alone():
    torch.manual_seed(5)
    expected = torch.rand(3)
    torch.manual_seed(5)
    votes = Evidence.votes([0, 0, 1], [0, 1, 0], ["a", "b", "a"])
    LabelLearningFlow(rounds=2).infer(votes)
    assert torch.equal(torch.rand(3), expected)
