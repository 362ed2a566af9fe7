"""What a source is worth, against counts, brute force and drawn crowds."""

import time
from dataclasses import replace

import numpy as np
import pytest
from scipy.sparse import csr_array
from scipy.stats import beta

from assay.bench.data.votes import votes
from assay.evidence import Evidence, Source
from assay.infer import DawidSkene, MajorityVote, OneCoin
from assay.kernels.sources.left_out import Fitted, claim_odds, without_own
from assay.kernels.sources.said import Said
from assay.kernels.sources.share_posterior import share_posterior
from assay.kernels.sources.source_worth import agreement_with_others, source_worth
from assay.posterior import Posterior


def crowd(seed, n=40, s=6, k=3, share=0.6):
    random = np.random.default_rng(seed)
    truth = random.integers(0, k, n)
    item, source = np.repeat(np.arange(n), s), np.tile(np.arange(s), n)
    asked = random.random(n * s) < share
    label = np.where(random.random(n * s) < 0.7, truth[item], random.integers(0, k, n * s))
    names = [str(j) for j in range(k)]
    return truth, Evidence.votes(item[asked], source[asked], label[asked], names, n_items=n)


def test_a_sure_truth_gives_counts_and_the_interval_of_jeffreys():
    """Checked by a source that is always right: 30 of 40, whatever else is said."""
    item = np.tile(np.arange(40), 2)
    label = np.concatenate(
        [np.arange(40) % 2, np.where(np.arange(40) < 30, 0, 1) ^ np.arange(40) % 2]
    )
    evidence = Evidence.votes(item, np.repeat(["gold", "one"], 40), label, ("a", "b"))
    gold = (Source("gold", "annotator", trusted=True), Source("one", "annotator"))
    evidence = replace(evidence, sources=gold)
    found = source_worth(evidence, MajorityVote().infer(evidence))
    assert found.accuracy[0] == found.low[0] == found.high[0] == 1
    np.testing.assert_allclose(found.accuracy[1], 30.75 / 41, atol=0.002)
    low, high = beta.ppf((0.025, 0.975), 30.5, 10.5)
    np.testing.assert_allclose((found.low[1], found.high[1]), (low, high), atol=0.002)
    np.testing.assert_allclose(found.by_class[1], [0.75, 0.75], atol=0.01)
    assert found.votes.tolist() == [40, 40]
    assert found.share.tolist() == [1, 1]
    np.testing.assert_allclose(found.agreement, 0.75)


@pytest.mark.parametrize("power", [1.0, 0.4])
@pytest.mark.parametrize("seed", range(3))
def test_leaving_a_source_out_is_as_never_having_heard_it(seed, power):
    """The posterior without a source's claims, by the model, item by item."""
    _, evidence = crowd(seed)
    posterior = DawidSkene(smoothing=0.5).infer(evidence)
    prior = np.array([0.5, 0.3, 0.2])

    def brute(leave=None):
        logs = np.tile(np.log(prior), (evidence.n_items, 1))
        for at in range(len(evidence.item)):
            i, s, j = evidence.item[at], evidence.source[at], evidence.claim.indices[at]
            if s != leave:
                logs[i] += power * np.log(posterior.confusion[s, :, j])
        proba = np.exp(logs - logs.max(axis=1, keepdims=True))
        return proba / proba.sum(axis=1, keepdims=True)

    fitted = Fitted(brute(), np.ones(6), np.ones((3, 3)), posterior.confusion, power)
    left = [brute(s) for s in range(6)]
    for rows, found in without_own(evidence, Said.of(evidence), fitted):
        for at, proba in zip(rows, found, strict=True):
            want = left[evidence.source[at]][evidence.item[at]]
            np.testing.assert_allclose(proba, want, atol=1e-9)


def test_a_posterior_that_is_held_back_tells_the_same_of_what_others_say():
    _, evidence = crowd(0, n=400)
    posterior = DawidSkene(smoothing=0.5).infer(evidence)
    flat = posterior.proba**0.5
    flat /= flat.sum(axis=1, keepdims=True)
    plain = source_worth(evidence, posterior)
    held = source_worth(evidence, replace(posterior, proba=flat))
    np.testing.assert_allclose(held.odds, plain.odds, atol=0.05)
    assert (held.low <= plain.low + 1e-9).all()
    assert plain.fitted.power >= 0.8


def test_what_a_method_knows_beside_the_claims_is_kept():
    """A posterior that claims alone don't explain, as one made with features."""
    truth, evidence = crowd(1, n=300, share=0.3)
    posterior = DawidSkene(smoothing=0.5).infer(evidence)
    sure = 0.98 * np.eye(3)[truth] + 0.02 / 3
    found = source_worth(evidence, replace(posterior, proba=sure))
    right = evidence.claim.indices == truth[evidence.item]
    real = np.bincount(evidence.source, right) / np.bincount(evidence.source)
    np.testing.assert_allclose(found.accuracy, real, atol=0.05)
    np.testing.assert_array_equal(found.fitted.proba, sure)


def test_share_posterior_is_the_integral():
    random = np.random.default_rng(0)
    odds, group = random.random(60), np.repeat([0, 1], [20, 40])
    mean, low, high = share_posterior(odds, group, 3, 0.5)
    share = (np.arange(20_000) + 0.5) / 20_000
    for g in range(3):
        mine = odds[group == g]
        logs = np.log(share * mine[:, None] + (1 - share) * (1 - mine[:, None])).sum(axis=0)
        mass = np.exp(logs - logs.max()) * beta.pdf(share, 0.5, 0.5)
        mass /= mass.sum()
        total = np.cumsum(mass)
        np.testing.assert_allclose(mean[g], mass @ share, atol=0.004)
        ends = share[np.searchsorted(total, (0.025, 0.975))]
        np.testing.assert_allclose((low[g], high[g]), ends, atol=0.01)


def test_many_sure_claims_give_a_narrow_interval():
    odds = (np.arange(1_000_000) % 10 > 0).astype(float)
    mean, low, high = share_posterior(odds, np.zeros(len(odds), int), 1)
    want = 1.96 * np.sqrt(0.09 / 1e6)
    np.testing.assert_allclose(mean, 0.9, atol=5e-4)
    assert 0.5 * want < (high - low)[0] / 2 < 2.5 * want


@pytest.mark.parametrize("method", [MajorityVote(), OneCoin()])
def test_the_interval_holds_the_accuracy_sources_were_drawn_with(method):
    inside, width, bias = [], [], []
    for seed in range(12):
        problem = votes(seed, items=1500, per_item=4, sources=60, classes=4)
        evidence, truth = problem.given["evidence"], problem.truth["labels"]
        found = source_worth(evidence, method.infer(evidence))
        right = evidence.claim.indices == truth[evidence.item]
        real = np.bincount(evidence.source, right) / np.bincount(evidence.source)
        inside.append((found.low <= real) & (real <= found.high))
        width.append(found.high - found.low)
        bias.append(found.accuracy - real)
    assert np.mean(inside) >= 0.93
    assert np.mean(width) < 0.25
    assert abs(np.mean(bias)) < 0.02


def test_a_source_does_not_confirm_itself():
    """Alone on its items, nothing is known of it, however sure the posterior is."""
    item = np.concatenate([np.repeat(np.arange(100), 3), np.arange(100, 160)])
    source = np.concatenate([np.tile(np.arange(3), 100), np.full(60, 3)])
    label = np.concatenate([np.repeat(np.arange(100) % 2, 3), np.arange(60) % 2])
    evidence = Evidence.votes(item, source, label, ("a", "b"))
    found = source_worth(evidence, MajorityVote().infer(evidence))
    assert found.low[:3].min() > 0.95
    assert found.low[3] < 0.1
    assert found.high[3] > 0.9
    assert np.isnan(found.agreement[3])


def test_agreement_with_others_is_counted():
    _, evidence = crowd(1, n=15, s=4)
    found = agreement_with_others(evidence, Said.of(evidence))
    item, source, said = evidence.item, evidence.source, evidence.claim.indices
    for s in range(4):
        same = [
            said[a] == said[b]
            for a in range(len(item)) for b in range(len(item))
            if source[a] == s and source[b] != s and item[a] == item[b]
        ]  # fmt: skip
        assert found[s] == pytest.approx(np.mean(same))


def test_order_does_not_matter_and_repeated_claims_are_left_out_together():
    _, evidence = crowd(2)
    posterior = OneCoin().infer(evidence)
    plain = source_worth(evidence, posterior)
    order = np.random.default_rng(0).permutation(len(evidence.item))
    moved = source_worth(evidence.take(order), posterior)
    for name in ("accuracy", "low", "high", "by_class", "agreement"):
        np.testing.assert_allclose(getattr(moved, name), getattr(plain, name), atol=1e-9)
    np.testing.assert_allclose(moved.odds, plain.odds[order], atol=1e-9)
    one = Evidence.votes([0, 0, 0], [0, 0, 1], [1, 1, 0], ("a", "b"))
    fitted = Fitted(np.array([[0.2, 0.8]]), np.array([0.8, 0.8]), np.ones((2, 2)))
    odds = claim_odds(one, Said.of(one), fitted)
    # Without both claims of the first source, the second's word alone is left: a at 0.8.
    np.testing.assert_allclose(odds[:2], 0.2, atol=1e-9)


def test_sets_and_denials_are_right_when_they_allow_the_truth():
    _, evidence = crowd(3, n=300, share=1.0)
    truth = np.asarray(evidence.given)
    claim, negated = np.zeros((600, 3)), np.zeros(600, bool)
    claim[np.arange(300), truth] = 1  # always right
    claim[np.arange(300), (truth + 1) % 3] = 1
    claim[np.arange(300, 600), (truth + (np.arange(300) % 4 == 0)) % 3] = 1
    negated[300:] = True  # "not the truth" three times in four, "not the next" else
    other = Evidence(
        evidence.truth, 300, np.tile(np.arange(300), 2), np.repeat([0, 1], 300), csr_array(claim),
        negated, (Source("sets"), Source("denials")),
    )  # fmt: skip
    sure = Posterior(evidence.classes, np.eye(3)[truth])
    found = source_worth(other, sure)
    assert found.accuracy[0] > 0.99
    np.testing.assert_allclose(found.accuracy[1], 0.25, atol=0.01)


@pytest.mark.parametrize("classes", [("a",), ("a", "b")])
def test_little_or_nothing_gives_no_nan(classes):
    for item, source in (([], []), ([0], [0]), ([0, 0], [0, 1]), ([0, 1], [0, 1])):
        label = np.zeros(len(item), int)
        evidence = Evidence.votes(np.array(item, int), np.array(source, int), label, classes)
        found = source_worth(evidence, MajorityVote().infer(evidence))
        for name in ("accuracy", "low", "high", "by_class"):
            assert np.isfinite(getattr(found, name)).all()


def test_a_hundred_thousand_votes_are_quick():
    problem = votes(0, items=20_000, per_item=5, sources=500, classes=10)
    evidence = problem.given["evidence"]
    posterior = DawidSkene(rounds=2).infer(evidence)
    start = time.process_time()
    source_worth(evidence, posterior)
    assert time.process_time() - start < 1.0


@pytest.mark.shared
def test_real_crowds_err_together_and_look_a_little_better_than_they_are(shared):
    """What the docstring says of fourteen crowds with known truth."""
    from assay.bench.data.stored import stored_votes
    from assay.infer import PooledDawidSkene

    names = (
        "bluebird", "cf", "cf_amt", "color_toptwo", "d_sentiment", "dog", "music", "product",
        "relevance", "rte", "trec_crowd", "zencrowd_in", "zencrowd_us", "labelme",
    )  # fmt: skip
    held, bias = {}, []
    for name in names:
        problem = stored_votes(0, shared / "data", name)
        evidence, truth = problem.given["evidence"], problem.truth["labels"]
        known = truth[evidence.item] >= 0
        right = (evidence.claim.indices == truth[evidence.item])[known]
        many = np.bincount(evidence.source[known], minlength=evidence.n_sources)
        hits = np.bincount(evidence.source[known], right, evidence.n_sources)
        some = many >= 5
        real = hits[some] / many[some]
        found = source_worth(evidence, PooledDawidSkene().infer(evidence))
        held[name] = ((found.low[some] <= real) & (real <= found.high[some])).mean()
        bias.append((found.accuracy[some] - real).mean())
    assert np.mean(list(held.values())) >= 0.72
    assert min(held["bluebird"], held["cf_amt"]) >= 0.9
    assert min(held, key=held.get) == "trec_crowd"
    assert abs(np.mean(bias)) <= 0.035
