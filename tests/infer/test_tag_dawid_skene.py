"""Tags from sources whose rates are shared between sources and tags."""

import numpy as np
import pytest
from scipy.sparse import csr_array

from assay.evidence import Evidence, Source, any_of
from assay.infer import DawidSkene, TagDawidSkene, TagMajorityVote
from assay.infer.tag_dawid_skene import shared as drawn_rates


def drawn(truth, sources, per, seed, spread=1.0):
    """Return votes on tags by sources whose rates hang on source and tag."""
    random = np.random.default_rng(seed)
    items, k = truth.shape

    def rates(middle):
        size = ((sources, 1), (1, k), (sources, k))
        odds = sum(s * random.normal(size=at) for s, at in zip((1, 0.7, 0.5), size, strict=True))
        return 1 / (1 + np.exp(-(spread * odds + middle)))

    sensitivity, specificity = rates(0.4), rates(1.8)
    item = np.repeat(np.arange(items), per)
    source = np.concatenate([random.permutation(sources)[:per] for _ in range(items)])
    chance = np.where(truth[item], sensitivity[source], 1 - specificity[source])
    said = random.random(chance.shape) < chance
    names = [f"tag {j}" for j in range(k)]
    votes = Evidence.tags(said, names, item=item, source=source, n_items=items)
    return votes, said, item, source, sensitivity, specificity


def test_votes_are_counted_by_hand():
    said = [[1, 0], [1, 1], [0, 0], [0, 1]]
    votes = Evidence.tags(said, ["a", "b"], item=[0, 0, 0, 1], source=[0, 1, 2, 0], n_items=3)
    found = TagMajorityVote().infer(votes)
    np.testing.assert_allclose(found.proba, [[2 / 3, 1 / 3], [0, 1], [0.5, 0.5]])
    smooth = TagMajorityVote(smoothing=1).infer(votes)
    np.testing.assert_allclose(smooth.proba, [[3 / 5, 2 / 5], [1 / 3, 2 / 3], [0.5, 0.5]])


def test_a_source_may_speak_of_one_tag_alone():
    names = ("a", "b")
    votes = Evidence(
        any_of(names), 1, np.zeros(2, int), np.array([0, 1]), csr_array([[1.0, 0], [0, 1.0]]),
        np.array([False, True]), (Source("one"), Source("other")),
    )  # fmt: skip
    np.testing.assert_allclose(TagMajorityVote().infer(votes).proba, [[1, 0]])
    assert TagDawidSkene().infer(votes).tags.tolist() == [[True, False]]


@pytest.mark.parametrize("seed", range(3))
def test_posterior_is_bayes_rule_by_hand(seed):
    truth = np.random.default_rng(seed).random((25, 3)) < 0.4
    votes, said, item, source, _, _ = drawn(truth, 6, 3, seed)
    votes = Evidence.tags(said, votes.classes, item=item, source=source, n_items=26)
    found = TagDawidSkene().infer(votes)
    share = found.proba[25]  # what nobody speaks of has the share of the others
    odds = np.tile(share / (1 - share), (25, 1))
    for row in range(len(item)):
        hit, deny = found.sensitivity[source[row]], found.specificity[source[row]]
        odds[item[row]] *= np.where(said[row], hit / (1 - deny), (1 - hit) / deny)
    np.testing.assert_allclose(found.proba[:25], odds / (1 + odds), atol=1e-7)


def test_rates_with_many_votes_are_what_was_counted():
    hit = np.array([[9000.0, 500], [4000, 9900]])
    miss = np.array([[1000.0, 9500], [6000, 100]])
    np.testing.assert_allclose(drawn_rates(hit, miss, 0.7), hit / (hit + miss), atol=5e-3)


def test_rates_without_votes_are_those_of_source_and_tag():
    # The second source is as good again in odds as the first; of the second tag it said nothing.
    hit, miss = np.array([[500.0, 800], [800, 0]]), np.array([[500.0, 200], [200, 0]])
    found = drawn_rates(hit, miss, 0.7)
    assert found[1, 1] > 0.85
    assert found[1, 1] > found[0, 1]


def test_as_dawid_and_skene_tag_by_tag_where_votes_are_many():
    truth = np.random.default_rng(0).random((1500, 3)) < [0.3, 0.5, 0.6]
    votes, said, item, source, sensitivity, _ = drawn(truth, 8, 6, 0)
    found = TagDawidSkene().infer(votes)
    alone = [Evidence.votes(item, source, one.astype(int), ["no", "yes"]) for one in said.T]
    plain = np.stack([DawidSkene().infer(one).proba[:, 1] > 0.5 for one in alone], axis=1)
    assert (plain == found.tags).mean() > 0.94
    assert (found.tags == truth).mean() > (plain == truth).mean() - 0.01
    assert np.abs(found.sensitivity - sensitivity).mean() < 0.05


def real_tags(shared, name, items=600):
    with np.load(shared / "data/multilabel" / name / "data.npz") as data:
        parts = data["Y_data"], data["Y_indices"], data["Y_indptr"]
        return csr_array(parts, shape=tuple(data["Y_shape"])).toarray()[:items] > 0


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "sources", "per", "ours", "vote"),
    [("emotions", 40, 5, 0.79, 0.69), ("yeast", 40, 5, 0.83, 0.67), ("yeast", 200, 3, 0.76, 0.65)],
)
def test_tags_of_real_items_by_drawn_sources(shared, name, sources, per, ours, vote):
    truth, scores = real_tags(shared, name), []
    for seed in range(3):
        votes = drawn(truth, sources, per, seed)[0]
        found = [method.infer(votes).tags for method in (TagDawidSkene(), TagMajorityVote())]
        scores.append([2 * (tags & truth).sum() / (tags.sum() + truth.sum()) for tags in found])
    assert np.mean(scores, axis=0) == pytest.approx([ours, vote], abs=0.015)


@pytest.mark.shared
def test_not_worse_than_the_vote_where_votes_are_few_and_bad(shared):
    truth, wrong = real_tags(shared, "emotions"), []
    for seed in range(4):
        votes = drawn(truth, 200, 3, seed)[0]
        wrong.append(
            [(m.infer(votes).tags != truth).mean() for m in (TagDawidSkene(), TagMajorityVote())]
        )
    ours, vote = np.mean(wrong, axis=0)
    assert ours < vote + 0.005
