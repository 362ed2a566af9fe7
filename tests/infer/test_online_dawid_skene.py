from dataclasses import replace
from time import perf_counter

import numpy as np
import pytest

from assay.errors import DataError
from assay.evidence import Evidence, Source
from assay.infer import DawidSkene, OnlineDawidSkene
from assay.kernels.infer.forgetting import faded, pairs, predictive

DAY = 86_400.0


def drifting(seed, step=0.02, days=200, items=40, per=5, sources=20, k=3):
    """Return truth, and votes of sources whose accuracies walk at random, and the walk."""
    random = np.random.default_rng(seed)
    right, path = random.uniform(0.45, 0.9, sources), []
    for _ in range(days):
        right = right + random.normal(0, step, sources) if step else right
        right = np.where(right > 0.95, 1.9 - right, right)
        right = np.where(right < 0.35, 0.7 - right, right)
        path.append(right)
    path, n = np.array(path), days * items
    truth, item = random.integers(0, k, n), np.repeat(np.arange(n), per)
    day = item // items
    source = np.argsort(random.random((n, sources)), axis=1)[:, :per].ravel()
    hit = random.random(n * per) < path[day, source]
    said = np.where(hit, truth[item], (truth[item] + random.integers(1, k, n * per)) % k)
    votes = Evidence.votes(item, source, said, tuple("abcdef"[:k]), n_items=n)
    # Sources are sorted by their names; 0, 1, 10, 11, ...
    return truth, replace(votes, context={"time": (day + random.random(n * per)) * DAY}), path


@pytest.mark.parametrize("seed", range(3))
def test_forgetting_beats_static_where_sources_drift(seed):
    truth, votes, _ = drifting(seed)
    static = (DawidSkene().infer(votes).labels == truth).mean()
    found = (OnlineDawidSkene(half_life=10).infer(votes).labels == truth).mean()
    default = (OnlineDawidSkene().infer(votes).labels == truth).mean()
    assert found > static + 0.004
    assert default > static


def test_forgetting_costs_little_where_nothing_drifts():
    truth, votes, _ = drifting(0, step=0)
    static = (DawidSkene().infer(votes).labels == truth).mean()
    assert (OnlineDawidSkene().infer(votes).labels == truth).mean() > static - 0.005


def test_without_times_or_forgetting_it_is_dawid_and_skene():
    _, votes, _ = drifting(1, days=20)
    static = DawidSkene(smoothing=1e-12, rounds=6, tolerance=1e-300).infer(votes)
    for method, evidence in (
        (OnlineDawidSkene(half_life=1e9, pooling=1e-12, rounds=6, tolerance=1e-300), votes),
        (OnlineDawidSkene(pooling=1e-12, rounds=6, tolerance=1e-300), replace(votes, context={})),
    ):
        np.testing.assert_allclose(method.infer(evidence).proba, static.proba, atol=1e-8)


def test_matrices_follow_their_sources():
    _, votes, path = drifting(2)
    state = OnlineDawidSkene(half_life=10).start(votes)
    now = np.diagonal(state.confusion, axis1=1, axis2=2).mean(axis=1)
    ever = np.diagonal(DawidSkene().infer(votes).confusion, axis1=1, axis2=2).mean(axis=1)
    order = np.array([int(source.name) for source in votes.sources])
    last = path[-10:].mean(axis=0)[order]
    assert np.abs(now - last).mean() < 0.6 * np.abs(ever - last).mean()


def test_counts_fade_by_hand():
    known = pairs(np.array([1, 0, 1, 1, 0]), np.array([0.0, 5, 21, 2, 29]), 10.0)
    assert known.of.tolist() == [2, 0, 3, 2, 1]
    assert known.source.tolist() == [0, 0, 1, 1]
    assert known.step.tolist() == [0, 2, 0, 2]
    assert known.last.tolist() == [1, 3]
    before, around = faded(np.array([1.0, 2.0, 4.0, 8.0]), known, 0.5)
    assert before.tolist() == [1, 2.25, 4, 9]
    assert around.tolist() == [1.5, 2.25, 6, 9]


@pytest.mark.parametrize("seed", range(3))
def test_counts_fade_as_a_double_loop_has_it(seed):
    random = np.random.default_rng(seed)
    source, time = random.integers(0, 5, 60), random.random(60) * 50
    known = pairs(source, time, 3.0)
    counts = random.random((len(known.source), 2, 2))
    before, around = faded(counts, known, 0.7)
    expected = np.zeros((2, *counts.shape))
    for a in range(len(counts)):
        for b in range(len(counts)):
            if known.source[a] == known.source[b]:
                share = 0.7 ** abs(known.step[a] - known.step[b]) * counts[b]
                expected[1, a] += share
                expected[0, a] += share * (known.step[b] <= known.step[a])
    np.testing.assert_allclose([before, around], expected)


def test_predictive_is_what_the_others_foresee():
    # Two sources and one item; by Bayes' rule without the claim that is foreseen.
    confusion = np.array([[[0.8, 0.2], [0.3, 0.7]], [[0.6, 0.4], [0.1, 0.9]]])
    table = confusion.transpose(0, 2, 1).reshape(4, 2)
    prior, said = np.array([0.3, 0.7]), np.array([0, 1])
    both = prior * confusion[0, :, 0] * confusion[1, :, 1]
    told = predictive(said, np.arange(2), np.tile(both / both.sum(), (2, 1)), table)
    for source, other in ((0, 1), (1, 0)):
        rest = prior * confusion[other, :, said[other]]
        chance = rest / rest.sum() @ confusion[source]
        nats = -np.log(chance)
        assert told.loss[source] == pytest.approx(nats[said[source]])
        assert told.expected[source] == pytest.approx(chance @ nats)
        assert told.variance[source] == pytest.approx(chance @ nats**2 - (chance @ nats) ** 2)


def changed(votes, source, since):
    """Return the votes with one source answering at random from a day on."""
    random, said = np.random.default_rng(5), votes.claim.indices.copy()
    late = (votes.source == source) & (votes.context["time"] > since * DAY)
    said[late] = random.integers(0, 3, late.sum())
    claim = votes.claim.copy()
    claim.indices = said
    return replace(votes, claim=claim)


def test_a_source_that_changes_is_told_from_those_that_do_not():
    _, votes, path = drifting(4, step=0, days=60)
    best = int(np.argmax([path[0][int(source.name)] for source in votes.sources]))
    spoilt = changed(votes, best, 45)
    method = OnlineDawidSkene(half_life=10)
    assert not method.replay(votes).changed.any()
    late = spoilt.take(spoilt.context["time"] < 55 * DAY)
    found = method.replay(late)
    assert np.flatnonzero(found.changed).tolist() == [best]
    assert found.surprise[best] > 5


def test_replay_foresees_by_the_past_alone():
    truth, votes, _ = drifting(3, days=60)
    method = OnlineDawidSkene(half_life=10)
    early = votes.context["time"] < 30 * DAY
    half, whole = method.replay(votes.take(early)), method.replay(votes)
    np.testing.assert_allclose(whole.loss[early], half.loss)
    old = np.arange(30 * 40)
    np.testing.assert_allclose(whole.proba[old], half.proba[old])
    # The past teaches: later claims are foreseen better than early ones, and than by chance.
    first = votes.context["time"] < 3 * DAY
    assert whole.loss[~first].mean() < min(whole.loss[first].mean(), np.log(3))
    assert (whole.proba.argmax(axis=1) == truth).mean() > 0.8


def test_update_is_near_to_starting_afresh():
    truth, votes, _ = drifting(5, days=60)
    method = OnlineDawidSkene(half_life=20)
    old = votes.context["time"] < 55 * DAY
    state = method.start(votes.take(old))
    before = state.proba.copy()
    updated, afresh = method.update(state, votes.take(~old)), method.start(votes)
    np.testing.assert_array_equal(state.proba, before)
    new = np.arange(55 * 40, 60 * 40)
    assert (updated.labels == afresh.labels)[new].mean() > 0.97
    assert (updated.labels == truth)[new].mean() > 0.8
    np.testing.assert_allclose(updated.confusion, afresh.confusion, atol=0.06)
    np.testing.assert_array_equal(updated.labels[: 55 * 40], state.labels[: 55 * 40])


def test_update_by_hand():
    # No old claims: the posterior of a new item is prior times chances, with matrices of a guess.
    empty = Evidence.votes(np.empty(0, int), [], [], ("a", "b"), n_items=0)
    method = OnlineDawidSkene(rounds=1)
    new = Evidence.votes([0, 0, 1], ["x", "y", "y"], ["a", "a", "b"], ("a", "b"))
    state = method.update(method.start(empty), new)
    assert state.proba[0, 0] == pytest.approx(0.81 / 0.82)
    assert state.proba[1, 1] == pytest.approx(0.9)
    assert [source.name for source in state.sources] == ["x", "y"]
    found = state.ever.reshape(2, 2, 2)
    np.testing.assert_allclose(found[0, 0], [0.81 / 0.82, 0.01 / 0.82])
    np.testing.assert_allclose(found[1, 1], [0.1, 0.9])
    assert state.heard.all()


def test_sources_are_known_by_their_names_and_time_fades_what_they_said():
    _, votes, _ = drifting(6, days=10)
    method = OnlineDawidSkene(half_life=5)
    state = method.start(votes)
    later = Evidence.votes([0, 401], ["new", "7"], ["a", "b"], ("a", "b", "c"), n_items=402)
    later = replace(later, context={"time": np.full(2, state.time + 5 * DAY)})
    found = method.update(state, later)
    assert found.sources[:20] == state.sources
    assert found.sources[20].name == "new"
    assert len(found.proba) == 402
    other = [s.name not in ("7", "new") for s in found.sources]
    kept = np.repeat(np.array(other)[:20], 3)
    np.testing.assert_allclose(found.now[:60][kept], state.now[kept] / 2)
    np.testing.assert_allclose(found.ever[:60][kept], state.ever[kept])


def test_gold_in_an_update_settles():
    _, votes, _ = drifting(7, days=10)
    method = OnlineDawidSkene()
    state = method.start(votes)
    item = int(state.proba.max(axis=1).argmax())
    other = (state.labels[item] + 1) % 3
    gold = Evidence.labels(np.where(np.arange(400) == item, other, -1), state.classes, "gold")
    gold = replace(gold, sources=(Source("gold", trusted=True),))
    assert method.update(state, gold).labels[item] == other


def test_update_of_a_large_state_is_quick():
    random = np.random.default_rng(0)
    n, per, s = 100_000, 5, 500
    item, source = np.repeat(np.arange(n), per), random.integers(0, s, n * per)
    said = np.where(random.random(n * per) < 0.7, item % 5, random.integers(0, 5, n * per))
    votes = Evidence.votes(item, source, said, tuple("abcde"), n_items=n)
    method = OnlineDawidSkene(rounds=5)
    state, new = method.start(votes), votes.take(random.integers(0, n * per, 1000))
    seconds = []
    for _ in range(3):
        begun = perf_counter()
        method.update(state, new)
        seconds.append(perf_counter() - begun)
    assert min(seconds) < 0.2


@pytest.mark.parametrize("time", [np.array([0.0, np.nan]), np.array(["a", "b"])])
def test_times_must_be_numbers(time):
    votes = Evidence.votes([0, 1], [0, 1], [0, 1], ("a", "b"))
    with pytest.raises(DataError, match="times of claims must be finite"):
        OnlineDawidSkene().infer(replace(votes, context={"time": time}))


def test_other_classes_are_refused():
    votes = Evidence.votes([0, 1], [0, 1], [0, 1], ("a", "b"))
    method = OnlineDawidSkene()
    with pytest.raises(DataError, match="classes of the state"):
        method.update(method.start(votes), Evidence.votes([0], [0], [0], ("x", "y")))


@pytest.mark.parametrize("half_life", [5e-324, 1e-6, 1e300])
def test_half_lives_of_any_length_are_kept(half_life):
    _, votes, _ = drifting(8, days=5)
    method = OnlineDawidSkene(half_life=half_life)
    state = method.update(method.start(votes), votes.take(votes.item < 20))
    assert np.isfinite(state.proba).all()
    assert np.isfinite(state.table).all()
    assert np.isfinite(method.replay(votes.take(votes.item < 5)).surprise).all()
