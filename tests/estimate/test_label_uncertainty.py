"""How far people agree with the labels."""

import numpy as np
import pytest

from assay.errors import NeedsError
from assay.estimate import LabelUncertainty
from assay.evidence import Evidence
from assay.kernels.opinions import uncertainty


def crowd(share, votes, seed):
    r = np.random.default_rng(seed)
    label = np.stack([r.choice(len(row), votes, p=row) for row in share])
    item, source = np.divmod(np.arange(label.size), votes)
    return Evidence.votes(item, source, label.ravel(), classes=range(share.shape[1]))


def test_by_hand():
    share = np.array([[1.0, 0, 0], [0.6, 0.4, 0], [0.4, 0.6, 0], [0, 0, 1]])
    found = LabelUncertainty().estimate(np.zeros(4, int), evidence=Evidence.soft(share, "abc"))
    np.testing.assert_allclose(found.about["uncertainty"], [0, 0.8, 1.2, 2])
    assert float(found) == pytest.approx(1.0)
    assert found.verdict == "identified"
    assert found.about["from_votes"] == 1


def test_agrees_with_a_loop():
    r = np.random.default_rng(0)
    share, labels = r.dirichlet(np.ones(4), 50), r.integers(0, 4, 50)
    slow = [
        1 - row[y] + max(p for k, p in enumerate(row) if k != y)
        for row, y in zip(share, labels, strict=True)
    ]
    np.testing.assert_allclose(uncertainty(share, labels), slow)


def test_who_gives_the_label_has_no_opinion():
    labels = np.array([0, 0])
    given = Evidence.labels(labels, ["a", "b"])
    others = Evidence.votes([0, 0, 1, 1], [0, 1, 0, 1], [1, 1, 0, 1], classes=["a", "b"])
    found = LabelUncertainty().estimate(labels, evidence=given.join(others))
    assert found.about["uncertainty"].tolist() == [2, 1]


def test_without_votes_predictions_stand_in_and_it_is_said():
    labels = np.tile([0, 1], 50)
    p = np.tile([[0.9, 0.1], [0.1, 0.9]], (50, 1))
    found = LabelUncertainty().estimate(labels, p, Evidence.labels(labels, ["a", "b"]))
    assert found.verdict == "bounded"
    assert found.about["from_votes"] == 0
    assert "100%" in found.assumes[0]
    assert not found.about["voted"].any()
    with pytest.raises(NeedsError, match="two votes an item"):
        LabelUncertainty().estimate(labels)


def test_calibrated_predictions_give_the_mean_that_people_would():
    r = np.random.default_rng(0)
    share = r.dirichlet(np.full(3, 0.5), 4000)
    labels = np.array([r.choice(3, p=row) for row in share])
    found = LabelUncertainty().estimate(labels, share)
    exact = uncertainty(share, labels).mean()
    assert float(found) == pytest.approx(exact, abs=0.03)


@pytest.mark.parametrize("votes", [5, 20])
def test_interval_covers_though_votes_are_few(votes):
    many = np.random.default_rng(1).dirichlet([4.0, 1.0, 0.5], 200_000)
    mean, held = uncertainty(many, np.zeros(200_000, int)).mean(), 0
    for seed in range(40):
        r = np.random.default_rng(seed)
        share = r.dirichlet([4.0, 1.0, 0.5], 300)
        found = LabelUncertainty().estimate(np.zeros(300, int), evidence=crowd(share, votes, seed))
        held += found.low <= mean <= found.high
    assert held >= 0.92 * 40


@pytest.mark.shared
def test_a_hundred_opinions_on_each_of_1514_sentences(shared):
    import pandas as pd

    table = pd.read_parquet(shared / "data" / "text_noise" / "chaosnli_snli" / "data.parquet")
    names = ["entailment", "neutral", "contradiction"]
    count = table[[f"count_{name}" for name in names]].to_numpy(float)
    share, labels = count / count.sum(axis=1, keepdims=True), table["old_label"].to_numpy()
    found = LabelUncertainty().estimate(labels, evidence=Evidence.soft(share, names))
    each = found.about["uncertainty"]
    assert float(found) == pytest.approx(0.6577, abs=1e-3)
    assert [(each >= t).sum() for t in (0.1, 0.3, 0.5, 0.7, 1.0)] == [1354, 1053, 794, 591, 385]
    # Labels that the majority would change are those that more people leave than keep.
    np.testing.assert_array_equal(each > 1, share.max(axis=1) > share[np.arange(1514), labels])
    model = table[[f"p_roberta_{name}" for name in names]].to_numpy().copy()
    model /= model.sum(axis=1, keepdims=True)
    guess = LabelUncertainty().estimate(labels, model).about["uncertainty"]
    assert np.corrcoef(guess, each)[0, 1] > 0.45


@pytest.mark.shared
def test_ten_opinions_on_each_of_35683_faces(shared):
    stored = np.load(shared / "data" / "image_noise" / "ferplus_votes" / "votes.npz")
    count = stored["counts"][:, :8].astype(float)
    count = count[count.sum(axis=1) >= 5]
    share = count / count.sum(axis=1, keepdims=True)
    found = LabelUncertainty().estimate(
        count.argmax(axis=1), evidence=Evidence.soft(share, "abcdefgh")
    )
    assert float(found) == pytest.approx(0.3943, abs=1e-3)
    assert found.high - found.low < 0.01
