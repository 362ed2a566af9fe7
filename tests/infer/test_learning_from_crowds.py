import numpy as np
import pytest
from scipy.special import logsumexp
from sklearn.linear_model import LogisticRegression, Ridge

from assay.evidence import Evidence, Source, one_of
from assay.infer import LearningFromCrowds, MajorityVote
from assay.kernels.infer.joined import believe, follow
from assay.kernels.infer.left_out_ridge import LeftOutRidge
from assay.kernels.infer.views import gathered, votes_alone
from assay.kernels.infer.vote_worth import confusions, count, drawn, precisions, says, worth
from assay.kernels.votes import majority

NAMES = tuple("abcdefgh")


def crowd(seed=0, n=400, per=2, sources=12, k=3, right=0.6, spread=1.0):
    """Return truth, evidence of sources and features that tell the truth."""
    random = np.random.default_rng(seed)
    truth = random.integers(0, k, n)
    item = np.repeat(np.arange(n), per)
    source = np.concatenate([random.permutation(sources)[:per] for _ in range(n)])
    skill = np.clip(random.normal(right, 0.15, sources), 0.2, 0.98)
    hit = random.random(n * per) < skill[source]
    said = np.where(hit, truth[item], random.integers(0, k, n * per))
    features = np.eye(k)[truth] * 2 + random.normal(size=(n, k)) * spread
    return truth, Evidence.votes(item, source, said, NAMES[:k], n_items=n), features


def accuracy(found, truth, rows=slice(None)):
    return float((found.labels == truth)[rows].mean())


# Left-out ridge


@pytest.mark.parametrize("width", [3, 40])
def test_scores_are_those_of_a_fit_without_the_item(width):
    random = np.random.default_rng(0)
    features = random.normal(size=(25, width))
    proba = random.dirichlet(np.ones(3), 25)
    taught = np.arange(25) < 20
    found = LeftOutRidge(features, taught).scores(proba, 0.7)
    rows = features[taught]
    length = np.sqrt(((rows - rows.mean(axis=0)) ** 2).sum(axis=1).mean())
    for item in range(25):
        others = taught & (np.arange(25) != item)
        model = Ridge(alpha=0.7 * length**2).fit(features[others], proba[others])
        want = model.predict(features[[item]])[0]
        np.testing.assert_allclose(found[item], 10 * want, atol=1e-6)


def test_an_items_own_label_does_not_move_its_score():
    _, _, features = crowd(n=60)
    ridge = LeftOutRidge(features, np.ones(60, bool))
    proba = np.random.default_rng(0).dirichlet(np.ones(3), 60)
    other = proba.copy()
    other[7] = [0, 1, 0]
    found, moved = ridge.scores(proba, 1.0), ridge.scores(other, 1.0)
    np.testing.assert_allclose(found[7], moved[7], atol=1e-9)
    assert np.abs(found - moved).max() > 1e-3


# What claims are worth


def test_counts_are_drawn_to_the_likeliest_mean_by_hand():
    # Two coins seen very often and much unlike each other: nothing is drawn together.
    counts = np.array([[9000.0, 1000.0], [1000.0, 9000.0]])[:, :, None]
    found = drawn(counts, np.full_like(counts, 0.5))
    np.testing.assert_allclose(found[:, 0, 0], [0.9, 0.1], atol=1e-3)
    # Coins that are alike are drawn together.
    counts = np.tile([[[6.0], [4.0]]], (40, 1, 1))
    found = drawn(counts, np.tile([[[0.6], [0.4]]], (40, 1, 1)))
    np.testing.assert_allclose(found[:, 0, 0], 0.6)
    counts[0, :, 0] = [1, 0]
    assert drawn(counts, np.tile([[[0.6], [0.4]]], (40, 1, 1)))[0, 0, 0] < 0.61


def test_a_source_of_few_claims_has_the_crowds_mistakes():
    random = np.random.default_rng(0)
    crowd_table = np.array([[0.8, 0.0, 0.1], [0.2, 0.7, 0.1], [0.0, 0.3, 0.8]])  # [said, truth]
    counts = np.array([random.multinomial(200, crowd_table[:, k], 30) for k in range(3)])
    counts = counts.transpose(1, 2, 0).astype(float)
    counts[0] = 0
    counts[0, 1, 1] = 1
    found = confusions(counts)
    np.testing.assert_allclose(found.sum(axis=1), 1)
    np.testing.assert_allclose(found[0], crowd_table, atol=0.05)
    np.testing.assert_allclose(found[5], crowd_table, atol=0.06)


def test_a_rule_is_worth_how_often_it_is_right():
    counts = np.zeros((2, 2, 2))
    counts[0, 1] = [10, 90]  # says 1: right 9 times in 10
    counts[1, 0] = [600, 400]
    np.testing.assert_allclose(precisions(counts)[0, 1], [0.1, 0.9], atol=0.02)
    prior = np.array([0.25, 0.75])
    table = worth(counts, prior, np.ones(2, bool), np.zeros(2, bool)).reshape(2, 2, 2)
    np.testing.assert_allclose(table[0, 1] * prior, precisions(counts)[0, 1])


def test_claims_are_counted_and_weighed_as_a_plain_loop_does():
    _, evidence, _ = crowd(n=20, k=3)
    evidence = evidence.join(Evidence.soft(np.random.default_rng(0).dirichlet([1] * 3, 20), "abc"))
    votes = gathered(evidence)
    random = np.random.default_rng(1)
    proba = random.dirichlet(np.ones(3), 20)
    table = random.dirichlet(np.ones(3), (votes.s, 3)).transpose(0, 2, 1)  # [s, said, truth]
    flat = table.reshape(-1, 3)
    told, counts = np.zeros((20, 3)), np.zeros((votes.s, 3, 3))
    dense = evidence.claim.toarray()
    for row in range(len(evidence.item)):
        i, s, weight = evidence.item[row], evidence.source[row], dense[row]
        weight = weight / weight.max()
        chance = weight @ table[s]
        told[i] += np.log(chance)
        counts[s] += weight[:, None] * table[s] * (proba[i] / chance)
    np.testing.assert_allclose(says(votes.pieces, flat, votes.trusted, 20), told, atol=1e-9)
    np.testing.assert_allclose(count(votes.pieces, proba, flat), counts, atol=1e-9)


# How far scores are believed


def test_belief_where_claims_are_certain_is_logistic_regression():
    random = np.random.default_rng(0)
    truth = random.integers(0, 2, 500)
    score = truth + random.normal(size=500) * 1.5
    scores = np.stack([-score / 2, score / 2], axis=1)
    said = np.where(np.arange(2) == truth[:, None], 0.0, -60.0)
    at, _ = believe(scores, said, np.array([0.3, 0, 0]))
    plain = LogisticRegression(C=np.inf).fit(score[:, None], truth)
    np.testing.assert_allclose(at[0], plain.coef_[0, 0], rtol=0.02)
    np.testing.assert_allclose(at[2] - at[1], plain.intercept_[0], atol=0.03)


def test_belief_is_where_no_nearby_belief_is_likelier():
    random = np.random.default_rng(1)
    scores, said = random.normal(size=(60, 3)), random.normal(size=(60, 3))

    def value(at):
        prior = scores * at[0] + at[1:]
        prior = prior - logsumexp(prior, axis=1, keepdims=True)
        return logsumexp(prior + said, axis=1).sum() - (at[1:] ** 2).sum() / 2

    at, best = believe(scores, said, np.array([0.3, 0, 0, 0]))
    assert value(at) == pytest.approx(best)
    for _ in range(200):
        near = at + random.normal(size=4) * 0.05
        near[0] = max(near[0], 0)
        assert value(near) <= best + 1e-6


def test_scores_that_say_nothing_are_not_believed():
    _, evidence, _ = crowd()
    votes = gathered(evidence)
    said = says(votes.pieces, votes_alone(votes, majority(evidence, votes.pieces)).table,
                votes.trusted, votes.n)  # fmt: skip
    noise = np.random.default_rng(3).normal(size=said.shape)
    at, _ = believe(noise, said, np.array([0.3, 0, 0, 0]))
    assert at[0] < 0.15


def test_what_is_found_is_prior_times_claims():
    _, evidence, features = crowd(n=150)
    votes = gathered(evidence)
    ridge = LeftOutRidge(features, votes.heard)
    share = majority(evidence, votes.pieces)
    found = follow(votes, share, ridge.scores, (1.0,), 1.0, 5, 1e-3)
    said = found.power * says(votes.pieces, found.table, votes.trusted, votes.n)
    both = np.log(found.prior) + said
    np.testing.assert_allclose(
        found.proba, np.exp(both - logsumexp(both, axis=1, keepdims=True)), atol=1e-9
    )
    without = logsumexp(np.log(found.prior.mean(axis=0)) + said, axis=1)
    np.testing.assert_allclose(found.gain, logsumexp(both, axis=1) - without, atol=1e-9)
    assert found.certain


# The methods


def test_features_find_more_of_the_truth_than_votes():
    for seed in range(2):
        truth, evidence, features = crowd(seed)
        plain = accuracy(MajorityVote().infer(evidence), truth)
        alone = accuracy(LearningFromCrowds().infer(evidence), truth)
        both = accuracy(LearningFromCrowds().infer(evidence, features), truth)
        assert both > max(plain, alone) + 0.08


@pytest.mark.parametrize("seed", range(4))
def test_useless_features_change_nothing(seed):
    _, evidence, _ = crowd(seed, n=300, per=4)
    noise = np.random.default_rng(seed).normal(size=(300, 30))
    alone = LearningFromCrowds().infer(evidence)
    found = LearningFromCrowds().infer(evidence, noise)
    np.testing.assert_array_equal(found.proba, alone.proba)


def test_unlabelled_items_get_the_classifiers_word_and_gold_is_the_truth():
    truth, evidence, features = crowd(n=300, spread=0.5)
    kept = evidence.take(evidence.item >= 60)
    gold = Evidence(
        one_of(NAMES[:3]), 300, np.array([70, 71]), np.zeros(2, int),
        Evidence.labels([0, 1], NAMES[:3]).claim, np.zeros(2, bool),
        (Source("expert", trusted=True),),
    )  # fmt: skip
    found = LearningFromCrowds().infer(kept.join(gold), features)
    assert accuracy(found, truth, slice(60)) > 0.9
    assert found.labels[[70, 71]].tolist() == [0, 1]
    assert found.proba[[70, 71], [0, 1]].min() > 0.999
    assert found.accuracy[-1] == 1


def test_sparse_features_and_few_items():
    from scipy.sparse import csr_array

    _, evidence, features = crowd(n=200)
    plain = LearningFromCrowds().infer(evidence, features.astype(np.float32))
    found = LearningFromCrowds().infer(evidence, csr_array(features))
    np.testing.assert_allclose(found.proba, plain.proba, atol=1e-2)
    for n in (1, 2, 3):
        few = Evidence.votes(np.arange(n), np.zeros(n, int), np.arange(n) % 2, "ab")
        assert LearningFromCrowds().infer(few, np.ones((n, 4))).proba.shape == (n, 2)


def test_order_of_items_does_not_matter_with_features():
    _, evidence, features = crowd(n=120)
    order = np.random.default_rng(0).permutation(120)
    place = np.argsort(order)
    moved = Evidence.votes(
        place[evidence.item], evidence.source, np.asarray(evidence.claim.indices), NAMES[:3]
    )
    found = LearningFromCrowds().infer(moved, features[order])
    plain = LearningFromCrowds().infer(evidence, features)
    np.testing.assert_allclose(found.proba, plain.proba[order], atol=1e-5)


# Real sets


def rules(shared, name):
    import duckdb

    folder = shared / "data" / "weak" / name
    with np.load(folder / "votes.npz") as kept:
        votes = kept["L"]
    with np.load(folder / "emb.npz") as kept:
        features = kept["emb"].astype(np.float32)
    asked = f"select label, split from '{folder / 'texts.parquet'}'"
    found = duckdb.sql(asked).fetchnumpy()
    item, rule = np.nonzero(votes >= 0)
    truth = np.asarray(found["label"]).astype(int)
    names = tuple(map(str, range(truth.max() + 1)))
    evidence = Evidence.votes(
        item, rule, votes[item, rule].astype(int), names, n_items=len(votes), kind="rule"
    )
    return truth, evidence, features, np.asarray(found["split"]) == "test"


@pytest.mark.shared
def test_labelme_reaches_what_the_features_can_give(labelme):
    evidence, features, truth = labelme
    assert accuracy(LearningFromCrowds().infer(evidence, features), truth) >= 0.885
    noise = np.random.default_rng(0).normal(size=(1000, 50))
    assert accuracy(LearningFromCrowds().infer(evidence, noise), truth) >= 0.775


@pytest.mark.shared
@pytest.mark.parametrize(("name", "least"), [("youtube", 0.92), ("trec", 0.72)])
def test_rules_with_embeddings_beat_a_model_of_the_majority(shared, name, least):
    # Logistic regression of the majority gets .840 and .604 of the test items, of the truth .936
    # and .924.
    truth, evidence, features, test = rules(shared, name)
    found = LearningFromCrowds().infer(evidence, features)
    assert accuracy(found, truth, test) >= least
    assert accuracy(found, truth) > accuracy(MajorityVote().infer(evidence), truth) + 0.1


@pytest.mark.shared
def test_language_models_with_embeddings(shared):
    import duckdb

    folder = shared / "data" / "llm_labels" / "babe"
    found = duckdb.sql(f"select * from '{folder / 'data.parquet'}'").fetchnumpy()
    names = [name for name in found if name.startswith("zs_") and name != "zs_gpt_4"]
    votes = np.stack([np.asarray(found[name]) for name in names], axis=1)
    item, source = np.nonzero(votes >= 0)
    evidence = Evidence.votes(
        item, source, votes[item, source].astype(int), "ab", n_items=len(votes), kind="model"
    )
    truth = np.asarray(found["label"]).astype(int)
    with np.load(folder / "emb.npz") as kept:
        features = kept["emb"].astype(np.float32)
    both = accuracy(LearningFromCrowds().infer(evidence, features), truth)
    assert both > accuracy(MajorityVote().infer(evidence), truth) + 0.03
    assert both > accuracy(LearningFromCrowds().infer(evidence), truth) + 0.01
    assert both > 0.79


@pytest.mark.shared
def test_votes_that_were_held_out_are_foretold(shared):
    """Of five people's votes on offensive tweets, two say what the other three will."""
    folder = shared / "data" / "crowd_text" / "md_agreement"
    item, source, said = np.loadtxt(folder / "votes.csv.gz", int, delimiter=",", skiprows=1).T
    with np.load(folder / "emb.npz") as kept:
        features = kept["emb"].astype(np.float32)
    random = np.random.default_rng(0)
    order = np.lexsort((random.random(len(item)), item))
    rank = np.empty(len(item), int)
    rank[order] = np.arange(len(item)) - np.searchsorted(item[order], item[order])
    kept = rank < 2
    evidence = Evidence.votes(item[kept], source[kept], said[kept], "ab", n_items=len(features))
    rest = np.bincount(item[~kept], said[~kept], len(features)) / 3
    truth = (rest > 0.5).astype(int)
    plain = accuracy(MajorityVote().infer(evidence), truth)
    alone = accuracy(LearningFromCrowds().infer(evidence), truth)
    both = accuracy(LearningFromCrowds().infer(evidence, features), truth)
    # A single vote of the three is as often another than theirs: little is left to be told.
    assert both > max(plain, alone) + 0.005
