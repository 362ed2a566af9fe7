"""What holds for every method that infers the truth."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.errors import AssayError, DataError
from assay.evidence import Evidence, any_of, number
from assay.posterior import Posterior
from assay.registry import methods

#: `test_infer_kinds.py` holds the others to the same.
PLAIN = {"labels", "votes"}
INFER = [
    pytest.param(cls, id=name)
    for name, cls in methods("infer").items()
    if "one_of" in cls.truth and PLAIN & cls.reads
]


def crowd(seed=0, n=80, per=5, k=3, right=0.85):
    random = np.random.default_rng(seed)
    truth = random.integers(0, k, n)
    item = np.repeat(np.arange(n), per)
    source = np.tile(np.arange(per), n)
    said = np.where(random.random(n * per) < right, truth[item], random.integers(0, k, n * per))
    return truth, Evidence.votes(item, source, said, tuple("abcdef"[:k]), n_items=n)


def same(evidence, **changes):
    return replace(evidence, **changes)


@pytest.mark.parametrize("cls", INFER)
def test_finds_the_truth_of_an_easy_crowd(cls):
    truth, evidence = crowd()
    found = cls().infer(evidence)
    assert isinstance(found, Posterior)
    assert found.classes == evidence.classes
    assert found.proba.shape == (80, 3)
    assert np.isfinite(found.proba).all()
    assert (found.labels == truth).mean() > 0.9
    if found.confusion is not None:
        assert found.confusion.shape == (5, 3, 3)
        np.testing.assert_allclose(found.confusion.sum(axis=2), 1)
    if found.accuracy is not None:
        assert found.accuracy.shape == (5,)
        assert found.accuracy.min() > 0.5


@pytest.mark.parametrize("cls", INFER)
def test_same_bytes_twice_and_input_untouched(cls, tools):
    _, evidence = crowd()
    shut = tools.closed(evidence)
    before = tools.content(shut)
    first, second = (tools.content(cls().infer(shut)) for _ in range(2))
    assert first == second
    assert tools.content(shut) == before


@pytest.mark.parametrize("cls", INFER)
@given(seed=st.integers(0, 99))
@settings(max_examples=5, deadline=None)
def test_order_of_claims_items_and_sources_does_not_matter(cls, seed):
    _, evidence = crowd(seed, n=40)
    random = np.random.default_rng(seed)
    plain = cls().infer(evidence)
    rows = random.permutation(len(evidence.item))
    items, sources = random.permutation(40), random.permutation(5)
    moved = same(
        evidence,
        item=items[evidence.item[rows]],
        source=sources[evidence.source[rows]],
        claim=evidence.claim[rows],
        sources=tuple(evidence.sources[s] for s in np.argsort(sources)),
    )
    found = cls().infer(moved)
    np.testing.assert_allclose(found.proba[items], plain.proba, atol=1e-6)
    if plain.confusion is not None:
        np.testing.assert_allclose(found.confusion[sources], plain.confusion, atol=1e-6)


@pytest.mark.parametrize("cls", INFER)
def test_names_of_classes_do_not_matter(cls):
    _, evidence = crowd()
    order = np.array([2, 0, 1])
    found = cls().infer(same(evidence, claim=evidence.claim[:, order]))
    np.testing.assert_allclose(found.proba, cls().infer(evidence).proba[:, order], atol=1e-6)


@pytest.mark.parametrize("cls", INFER)
def test_unlabelled_items_change_nothing(cls):
    _, evidence = crowd(n=50)
    more = same(evidence, n_items=60)
    found = cls().infer(more).proba
    np.testing.assert_allclose(found[:50], cls().infer(evidence).proba, atol=1e-6)
    assert (found[50:] == found[50]).all()


EDGES = {
    "no items": Evidence.votes(np.empty(0, int), np.empty(0, int), np.empty(0, int), ("a", "b")),
    "no claims": Evidence.labels(np.full(4, -1), ("a", "b")),
    "one class": Evidence.votes([0, 0, 1], [0, 1, 0], [0, 0, 0], ("a",), n_items=3),
    "one item": Evidence.votes([0], [0], [1], ("a", "b")),
    "one item, many sources": Evidence.votes([0] * 9, np.arange(9), [0, 1, 2] * 3, ("a", "b", "c")),
    "a class nobody names": Evidence.votes([0, 1, 1], [0, 0, 1], [0, 1, 1], ("a", "b", "c")),
    "a tie": Evidence.votes([0, 0], [0, 1], [0, 1], ("a", "b")),
    "the same vote twice": Evidence.votes([0, 0, 0], [0, 0, 1], [0, 0, 1], ("a", "b")),
}


@pytest.mark.parametrize("evidence", [pytest.param(e, id=n) for n, e in EDGES.items()])
@pytest.mark.parametrize("cls", INFER)
def test_edges_give_a_posterior_or_say_why_not(cls, evidence):
    try:
        found = cls().infer(evidence)
    except AssayError:
        return
    assert found.proba.shape == (evidence.n_items, len(evidence.classes))
    assert np.isfinite(found.proba).all()


@pytest.mark.parametrize("cls", INFER)
def test_float32_claims_say_the_same(cls):
    _, evidence = crowd()
    found = [cls().infer(same(evidence, claim=evidence.claim.astype(t))).proba for t in "fd"]
    np.testing.assert_allclose(*found, atol=1e-5)


@pytest.mark.parametrize("cls", INFER)
def test_votes_on_disk_are_read(cls, tmp_path):
    _, evidence = crowd()
    mapped = {}
    for name in ("item", "source"):
        np.save(tmp_path / f"{name}.npy", getattr(evidence, name))
        mapped[name] = np.load(tmp_path / f"{name}.npy", mmap_mode="r")
    found = cls().infer(same(evidence, **mapped)).proba
    np.testing.assert_array_equal(found, cls().infer(evidence).proba)


@pytest.mark.parametrize("cls", INFER)
def test_truth_of_another_kind_is_refused(cls):
    _, evidence = crowd()
    if "any_of" not in cls.truth:
        with pytest.raises(DataError, match=f"{cls.__name__}: the truth must be .*; got any_of"):
            cls().infer(same(evidence, truth=any_of(evidence.classes)))
    if "number" not in cls.truth:
        with pytest.raises(DataError, match="got number"):
            cls().infer(same(evidence, truth=number(), claim=evidence.claim[:, [0]]))
