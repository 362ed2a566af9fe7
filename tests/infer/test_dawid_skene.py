from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from assay.evidence import Evidence, Source, one_of
from assay.infer import DawidSkene, MajorityVote

NAMES = tuple("abcdefgh")


def crowd(seed=0, n=200, per=5, sources=10, k=3):
    """Return truth and evidence of sources whose matrices lean to the right class."""
    random = np.random.default_rng(seed)
    truth = random.integers(0, k, n)
    confusion = random.dirichlet(np.ones(k), (sources, k)) * 0.5 + np.eye(k) * 0.5
    item = np.repeat(np.arange(n), per)
    source = np.concatenate([random.permutation(sources)[:per] for _ in range(n)])
    said = (random.random(n * per)[:, None] > confusion[source, truth[item]].cumsum(1)).sum(1)
    said = said.clip(max=k - 1)
    return truth, Evidence.votes(item, source, said, NAMES[:k]), confusion


def claims(k, rows, n_items=None, trusted=()):
    """Build evidence from (item, source, weights, negated) rows."""
    item, source, weights, negated = map(list, zip(*rows, strict=True))
    sources = tuple(Source(str(s), trusted=s in trusted) for s in range(max(source) + 1))
    return Evidence(
        one_of(NAMES[:k]),
        max(item) + 1 if n_items is None else n_items,
        np.array(item),
        np.array(source),
        csr_array(np.array(weights, float)),
        np.array(negated, bool),
        sources,
    )


def by_hand(evidence, confusion, prior):
    """Return the posterior by one plain sum for every item, truth and claim, and its log P."""
    k = len(prior)
    weights = evidence.claim.toarray()
    proba = np.tile(prior, (evidence.n_items, 1))
    for row in range(len(evidence.item)):
        i, s = evidence.item[row], evidence.source[row]
        allowed = (weights[row] == 0) if evidence.negated[row] else weights[row]
        for truth in range(k):
            proba[i, truth] *= sum(allowed[j] * confusion[s, truth, j] for j in range(k))
    total = proba.sum(axis=1, keepdims=True)
    return proba / total, float(np.log(total).sum())


def mixed(seed, k=3, n=12, sources=3, per=4):
    """Return claims of every kind about items 0..n-2; the last item has none."""
    random = np.random.default_rng(seed)
    rows = []
    for i in range(n - 1):
        for s in random.integers(0, sources, per):
            kind = random.integers(0, 4)
            weights = np.zeros(k)
            if kind == 0:
                weights[random.integers(k)] = 1
            elif kind == 1:
                weights[random.permutation(k)[: random.integers(1, k + 1)]] = 1
            elif kind == 2:
                weights = random.dirichlet(np.ones(k))
                weights /= weights.max()
            else:
                weights[random.permutation(k)[: random.integers(1, k)]] = 1
            rows.append((i, int(s), weights, kind == 3))
    return claims(k, rows, n_items=n)


@pytest.mark.parametrize("rounds", [1, 4])
@pytest.mark.parametrize("seed", range(4))
def test_posterior_is_bayes_rule_by_hand(seed, rounds):
    evidence = mixed(seed)
    found = DawidSkene(rounds=rounds, tolerance=1e-300).infer(evidence)
    prior = found.proba[-1]  # nothing was said of the last item
    proba, log_likelihood = by_hand(evidence, found.confusion, prior)
    np.testing.assert_allclose(found.proba, proba, atol=1e-12)
    assert found.log_likelihood == pytest.approx(log_likelihood)


def test_likelihood_is_that_of_all_truths_together():
    evidence = mixed(5, n=5)
    found = DawidSkene(rounds=3).infer(evidence)
    prior, n, k = found.proba[-1], evidence.n_items, 3
    weights = evidence.claim.toarray()
    weights = np.where(evidence.negated[:, None], weights == 0, weights)
    total, marginal = 0.0, np.zeros((n, k))
    for truth in product(range(k), repeat=n):
        chance = np.prod(prior[list(truth)])
        for i, s, weight in zip(evidence.item, evidence.source, weights, strict=True):
            chance *= weight @ found.confusion[s, truth[i]]
        total += chance
        marginal[np.arange(n), truth] += chance
    np.testing.assert_allclose(found.proba, marginal / total, atol=1e-12)
    assert found.log_likelihood == pytest.approx(np.log(total))


@given(seed=st.integers(0, 10_000))
@settings(max_examples=20, deadline=None)
def test_likelihood_never_falls(seed):
    evidence = mixed(seed)
    runs = [DawidSkene(smoothing=1e-12, tolerance=1e-300, rounds=r) for r in range(1, 12)]
    path = [run.infer(evidence).log_likelihood for run in runs]
    assert np.diff(path).min() > -1e-6


def test_first_round_counts_what_majority_says():
    # Both items go to "a" 2:1 and 1:1:0; by hand from the first m-step's definition.
    evidence = Evidence.votes([0, 0, 0, 1, 1], [0, 1, 2, 0, 1], [0, 0, 1, 0, 1], ("a", "b"))
    share = MajorityVote().infer(evidence).proba
    found = DawidSkene(smoothing=1e-12, rounds=1).infer(evidence)
    expected = np.array([[share[0, 0] + share[1, 0], 0], [share[0, 1] + share[1, 1], 0]])
    expected /= expected.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(found.confusion[0], expected, atol=1e-9)
    third = np.array([[0, 1], [0, 1]])
    np.testing.assert_allclose(found.confusion[2], third, atol=1e-9)


def test_hard_votes_given_as_loose_claims_say_the_same():
    _, evidence, _ = crowd(n=50)
    k = len(evidence.classes)
    left_out = csr_array(1 - evidence.claim.toarray())
    said = replace(evidence, claim=left_out, negated=np.ones(len(evidence.item), bool))
    hard, loose = (DawidSkene(rounds=7).infer(e) for e in (evidence, said))
    np.testing.assert_allclose(hard.proba, loose.proba, atol=1e-9)
    np.testing.assert_allclose(hard.confusion, loose.confusion, atol=1e-9)
    assert k == 3


def test_scale_and_stored_zeros_of_a_claim_do_not_matter():
    _, evidence, _ = crowd(n=50)
    dense = csr_array(evidence.claim.toarray() * 7)
    rows = np.repeat(np.arange(len(evidence.item)), 3)
    columns = np.tile(np.arange(3), len(evidence.item))
    data = (dense.toarray().ravel(), columns, np.arange(0, len(rows) + 1, 3))
    full = replace(evidence, claim=csr_array(data, shape=dense.shape))
    assert full.claim.nnz == 3 * evidence.claim.nnz
    first, second = (DawidSkene().infer(e).proba for e in (evidence, full))
    np.testing.assert_array_equal(first, second)


def test_recovers_confusion_and_truth():
    truth, evidence, confusion = crowd(n=5000, per=8, sources=10)
    found = DawidSkene().infer(evidence)
    assert np.abs(found.confusion - confusion).mean() < 0.02
    assert (found.labels == truth).mean() > (MajorityVote().infer(evidence).labels == truth).mean()
    right = np.einsum("skk->sk", confusion) @ np.bincount(truth) / len(truth)
    np.testing.assert_allclose(found.accuracy, right, atol=0.03)


def test_candidate_sets_of_an_honest_source_stay_sets():
    # The source always names the truth and one other class; nothing says it errs.
    random = np.random.default_rng(0)
    truth = random.integers(0, 4, 400)
    weights = np.eye(4)[truth] + np.eye(4)[(truth + random.integers(1, 4, 400)) % 4]
    evidence = claims(4, [(i, 0, w, False) for i, w in enumerate(weights)])
    proba = DawidSkene().infer(evidence).proba
    assert proba[weights == 0].max() < 0.05
    assert proba[np.arange(400), truth].mean() > 0.45


def test_complementary_votes_find_the_truth():
    random = np.random.default_rng(1)
    truth = random.integers(0, 4, 300)
    rows = [
        (i, s, np.eye(4)[(t + random.integers(1, 4)) % 4], True)
        for i, t in enumerate(truth)
        for s in range(8)
    ]
    found = DawidSkene().infer(claims(4, rows))
    assert (found.labels == truth).mean() > 0.85


def test_trusted_source_settles_whatever_the_others_say():
    gold = [(0, 0, [1, 0], False)]
    crowd_says = [(0, s, [0, 1], False) for s in range(1, 400)]
    more = [(i, s, [0, 1] if i % 2 else [1, 0], False) for i in range(1, 9) for s in range(1, 400)]
    found = DawidSkene().infer(claims(2, gold + crowd_says + more, trusted={0}))
    assert found.proba[0, 0] == pytest.approx(1)
    np.testing.assert_array_equal(found.confusion[0], np.eye(2))
    assert found.labels[1:].tolist() == [1, 0] * 4


@pytest.mark.parametrize(
    ("weights", "negated", "expected"),
    [([1, 1, 0], False, {0, 1}), ([0, 0, 1], True, {0, 1}), ([0.5, 0.5, 0], False, {0, 1})],
)
def test_trusted_loose_claims_rule_out_the_rest(weights, negated, expected):
    votes = [(0, s, [0, 0, 1], False) for s in range(1, 60)]
    found = DawidSkene().infer(claims(3, [(0, 0, weights, negated), *votes], trusted={0}))
    assert found.proba[0, 2] == 0
    assert found.labels[0] in expected


def test_trusted_sources_that_differ_leave_the_rest_to_decide():
    rows = [(0, 0, [1, 0, 0], False), (0, 1, [0, 1, 0], False)]
    rows += [(i, s, np.eye(3)[1 if i == 0 else i % 3], False) for i in range(9) for s in (2, 3, 4)]
    found = DawidSkene().infer(claims(3, rows, trusted={0, 1}))
    assert found.labels[0] == 1
    assert found.proba[0, 2] < 1e-9


def test_claims_that_say_nothing_change_nothing():
    _, evidence, _ = crowd(n=40)
    nothing = claims(3, [(0, 0, [1, 1, 1], True), (1, 0, [0, 0, 0], True)], n_items=40)
    joined = evidence.join(nothing)
    np.testing.assert_allclose(
        DawidSkene().infer(joined).proba, DawidSkene().infer(evidence).proba, atol=1e-12
    )


def test_unlabelled_item_gets_the_prior_of_the_labelled():
    labels = np.array([0, 1, 1, 2, -1, 0])
    found = DawidSkene(rounds=1, smoothing=1e-9).infer(Evidence.labels(labels, ("a", "b", "c")))
    assert found.labels[labels >= 0].tolist() == [0, 1, 1, 2, 0]
    np.testing.assert_allclose(found.proba[4], [0.4, 0.4, 0.2])


def test_pieces_do_not_matter(monkeypatch):
    import assay.kernels.votes as kernel

    evidence = mixed(3, n=60, sources=2)
    whole = DawidSkene(rounds=5).infer(evidence)
    monkeypatch.setattr(kernel, "PIECE", 24 * 7)
    assert len(kernel.cut(evidence)) == 9
    pieces = DawidSkene(rounds=5).infer(evidence)
    np.testing.assert_allclose(pieces.proba, whole.proba, atol=1e-12)
    assert pieces.log_likelihood == pytest.approx(whole.log_likelihood)


@pytest.mark.filterwarnings("ignore")  # of the peer, about its own calls
@pytest.mark.parametrize("rounds", [1, 3, 8])
def test_same_as_crowd_kit(rounds):
    pandas = pytest.importorskip("pandas")
    crowdkit = pytest.importorskip("crowdkit.aggregation")
    _, evidence, _ = crowd(seed=2, n=300, per=6, sources=8, k=4)
    said = evidence.claim.indices
    frame = pandas.DataFrame({"task": evidence.item, "worker": evidence.source, "label": said})
    theirs = crowdkit.DawidSkene(n_iter=rounds, tol=-np.inf).fit(frame)
    ours = DawidSkene(smoothing=1e-12, tolerance=1e-300, rounds=rounds).infer(evidence)
    np.testing.assert_allclose(ours.proba, theirs.probas_.sort_index(axis=1), atol=1e-6)


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "accuracy"),
    [("bluebird", 0.8981), ("rte", 0.9275), ("dog", 0.8426), ("trec_crowd", 0.7024)],
)
def test_accuracy_on_real_votes(shared, name, accuracy):
    folder = shared / "data" / "crowd" / name
    votes, truth = (
        np.loadtxt(folder / f"{part}.csv.gz", int, delimiter=",", skiprows=1)
        for part in ("votes", "truth")
    )
    classes = NAMES[: votes[:, 2].max() + 1]
    n = max(votes[:, 0].max(), truth[:, 0].max()) + 1
    evidence = Evidence.votes(*votes.T, classes, n_items=n)
    found = DawidSkene().infer(evidence).labels[truth[:, 0]]
    assert (found == truth[:, 1]).mean() == pytest.approx(accuracy, abs=0.01)
