"""Rules that abstain, and rules that copy, judged without labels."""

from dataclasses import replace

import numpy as np
import pytest

from assay.errors import DataError
from assay.evidence import Evidence, Source
from assay.infer import CorrelatedLabelModel, LabelModel, MajorityVote


def told(said, k, kind="rule"):
    item, source = np.nonzero(said >= 0)
    names = tuple(map(str, range(k)))
    return Evidence.votes(item, source, said[item, source], names, n_items=len(said), kind=kind)


def drawn(seed, n=20_000, m=20, k=2, copies=0):
    """Return truth and votes; the last ones copy 4 of 5 of the first's.

    Every rule speaks of 10 to 60 % of the items and is right in 55 to 90 % of them.
    """
    random = np.random.default_rng(seed)
    truth = random.integers(0, k, n)
    said = np.full((n, m), -1)
    for j in range(m):
        coverage, right = random.uniform(0.1, 0.6), random.uniform(0.55, 0.9)
        spoke, good = random.random(n) < coverage, random.random(n) < right
        wrong = (truth + random.integers(1, k, n)) % k
        said[spoke, j] = np.where(good, truth, wrong)[spoke]
        if j >= m - copies:
            copied = random.random(n) < 0.8
            said[copied, j] = said[copied, 0]
    return truth, said


def share(found, truth):
    """Return the accuracy; those that are tied share."""
    top = found.proba >= found.proba.max(axis=1, keepdims=True) - 1e-9
    return (top / top.sum(axis=1, keepdims=True))[np.arange(len(truth)), truth].mean()


def loss(found, truth):
    return -np.log(found.proba[np.arange(len(truth)), truth].clip(1e-6)).mean()


def by_hand(said, k, silence, strength, right, rounds):
    """Return the posterior by plain loops over items, rules, classes and truths."""
    n, m = said.shape
    proba = np.array([[(row == c).sum() for c in range(k)] for row in said], float)
    total = proba.sum(axis=1, keepdims=True)
    proba = np.where(total > 0, proba / np.maximum(total, 1), 1 / k)
    prior = np.full(k, 1 / k)
    spoken = (said >= 0).any(axis=1)
    for turn in range(rounds):
        items = proba[spoken].sum(axis=0) + 5 / k
        if turn:
            prior = items / items.sum()
        chance = np.zeros((m, k, k))
        for s in range(m):
            spoke = (said[:, s] >= 0).sum()
            for j in range(k):
                here = said[:, s] == j
                made_up = strength * here.sum() / spoke if spoke else 0
                more = 1 + strength / spoke if spoke else 1
                hits = proba[here, j].sum() + right * made_up
                misses = (1 - proba[here, j]).sum() + (1 - right) * made_up
                for c in range(k):
                    if c == j:
                        chance[s, j, c] = hits / (items[j] * more)
                    else:
                        chance[s, j, c] = misses / ((items.sum() - items[j]) * more)
        chance = chance.clip(1e-9, 1 - 1e-9)
        proba = np.zeros((n, k))
        for i in range(n):
            for c in range(k):
                log = np.log(prior[c])
                for s in range(m):
                    if said[i, s] >= 0:
                        log += np.log(chance[s, said[i, s], c])
                    else:
                        log += silence * np.log(max(1 - chance[s, :, c].sum(), 1e-9))
                proba[i, c] = log
        proba = np.exp(proba - proba.max(axis=1, keepdims=True))
        proba /= proba.sum(axis=1, keepdims=True)
    return proba


@pytest.mark.parametrize("k", [2, 3])
@pytest.mark.parametrize("silence", [0.0, 0.25, 1.0])
def test_is_what_plain_loops_make_it(k, silence):
    random = np.random.default_rng(k)
    said = np.where(random.random((40, 5)) < 0.4, random.integers(0, k, (40, 5)), -1)
    said[:, 1] = np.where(said[:, 1] >= 0, 1, -1)
    model = LabelModel(silence=silence, strength=3.0, right=0.8, rounds=3)
    expected = by_hand(said, k, silence, 3.0, 0.8, 3)
    np.testing.assert_allclose(model.infer(told(said, k)).proba, expected, atol=1e-9)


@pytest.mark.parametrize("model", [LabelModel(), CorrelatedLabelModel()])
def test_equal_rows_together_are_equal_rows_apart(model, monkeypatch):
    _, said = drawn(1, n=2000, m=6, copies=2)
    together = model.infer(told(said, 2)).proba
    monkeypatch.setattr("assay.kernels.infer.rules.MOSTLY", 0.0)
    np.testing.assert_allclose(model.infer(told(said, 2)).proba, together, atol=1e-7)


def test_an_annotators_silence_says_nothing():
    _, said = drawn(0, n=300, m=6)
    asked = LabelModel(silence=1.0).infer(told(said, 2, kind="annotator")).proba
    np.testing.assert_allclose(asked, LabelModel(silence=0.0).infer(told(said, 2)).proba)


def test_a_rule_of_one_class_is_judged_by_where_it_speaks():
    """A rule that says 1 everywhere says nothing; one that says 1 where others do is right."""
    random = np.random.default_rng(1)
    truth = random.integers(0, 2, 3000)
    said = np.full((3000, 6), -1)
    for j, of in enumerate([0, 0, 1, 1]):
        spoke = random.random(3000) < np.where(truth == of, 0.6, 0.05)
        said[spoke, j] = of
    said[random.random(3000) < 0.9, 4] = 1
    said[random.random(3000) < np.where(truth == 1, 0.5, 0.02), 5] = 1
    found = LabelModel().infer(told(said, 2))
    assert share(found, truth) > share(MajorityVote().infer(told(said, 2)), truth) + 0.08
    assert found.accuracy[4] < 0.7 < found.accuracy[5]


def test_three_copies_of_twenty():
    """The peers' figures: majority .856, Snorkel .818, the oracle without the copies .903."""
    apart, copied = [], []
    for seed in range(4):
        truth, said = drawn(seed)
        apart.append(share(CorrelatedLabelModel().infer(told(said, 2)), truth))
        truth, said = drawn(seed, copies=3)
        votes = told(said, 2)
        found = CorrelatedLabelModel().infer(votes)
        copied.append(
            [share(MajorityVote().infer(votes), truth), share(found, truth), loss(found, truth)]
        )
    majority, ours, nats = np.mean(copied, axis=0)
    assert majority == pytest.approx(0.856, abs=0.002)
    assert ours >= 0.903
    assert nats < 0.24
    assert np.mean(apart) == pytest.approx(0.924, abs=0.001)


def test_nobody_copies_and_both_models_are_one():
    _, said = drawn(3, n=3000, m=10)
    one, two = (m.infer(told(said, 2)) for m in (LabelModel(), CorrelatedLabelModel()))
    np.testing.assert_array_equal(one.proba, two.proba)


@pytest.mark.parametrize("model", [LabelModel(), CorrelatedLabelModel()])
def test_gold_is_the_truth_and_teaches(model):
    truth, said = drawn(2, n=2000, m=6)
    said[:, 0] = np.where(said[:, 0] >= 0, 1 - truth, -1)
    votes = told(said, 2)
    gold = replace(
        Evidence.votes(np.arange(400), np.zeros(400, int), truth[:400], ("0", "1"), n_items=2000),
        sources=(Source("gold", trusted=True),),
    )
    found = model.infer(votes.join(gold))
    assert (found.labels[:400] == truth[:400]).all()
    assert (found.proba[:400].max(axis=1) == 1).all()
    assert found.accuracy[0] < model.infer(votes).accuracy[0]
    assert found.accuracy[6] == 1
    np.testing.assert_array_equal(found.confusion[6], np.eye(2))


def test_candidate_sets_are_refused():
    several = Evidence.soft(np.array([[0.5, 0.5], [1.0, 0.0]]), ("a", "b"))
    with pytest.raises(DataError, match="LabelModel: every claim must name one class"):
        LabelModel().infer(several)


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "independent", "correlated"),
    [("youtube", 0.855, 0.848), ("trec", 0.58, 0.57), ("hausa", 0.51, 0.51)],
)
def test_real_rules_beat_the_majority(shared, name, independent, correlated):
    folder = shared / "data" / "weak" / name
    said = np.load(folder / "votes.npz")["L"].astype(int)
    truth = labels_of(folder)
    votes = told(said, int(truth.max()) + 1)
    majority = share(MajorityVote().infer(votes), truth)
    for model, least in ((LabelModel(), independent), (CorrelatedLabelModel(), correlated)):
        found = share(model.infer(votes), truth)
        assert found >= least
        assert found >= majority + 0.015


def labels_of(folder):
    import duckdb

    with duckdb.connect() as connection:
        path = str(folder / "texts.parquet")
        found = connection.execute("SELECT label FROM read_parquet(?)", [path]).fetchnumpy()
    return np.asarray(found["label"], int)
