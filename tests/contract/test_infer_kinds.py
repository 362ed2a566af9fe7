"""What holds for methods that infer truths of every kind: ordered classes, numbers, tags, pairs,
tokens; `test_infer.py` holds those of plain classes to the same.
"""

import inspect
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from assay.errors import AssayError, DataError, NeedsError
from assay.evidence import Evidence, Source, ordered
from assay.posterior import NumberPosterior, Posterior, TagPosterior
from assay.registry import Parts, methods, run

ITEMS, SOURCES, PER = 90, 6, 5
TAGS = ("red", "round", "ripe")
SIGNS = ("O", "B-city", "I-city")


def about(random, items=ITEMS):
    """Return items and sources of votes, every item PER times, by different sources."""
    item = np.repeat(np.arange(items), PER)
    source = np.concatenate([random.permutation(SOURCES)[:PER] for _ in range(items)])
    return item, source


def ordered_case(random):
    truth = random.integers(0, 5, ITEMS)
    item, source = about(random)
    off = 0.5 * random.normal(size=len(item)) * (1 + source % 2)
    said = np.clip(np.rint(truth[item] + off), 0, 4).astype(int)
    votes = Evidence.votes(item, source, said, "abcde", n_items=ITEMS)
    return truth, {"evidence": replace(votes, truth=ordered("abcde"))}


def numbers_case(random):
    truth = 50 + 10 * random.normal(size=ITEMS)
    item, source = about(random)
    said = truth[item] + source - 2.5 + (0.5 + source) * random.normal(size=len(item))
    return truth, {"evidence": Evidence.numbers(said, item=item, source=source, n_items=ITEMS)}


def tags_case(random):
    truth = random.random((ITEMS, 3)) < [0.3, 0.5, 0.6]
    item, source = about(random)
    said = truth[item] ^ (random.random((len(item), 3)) < 0.15)
    return truth, {"evidence": Evidence.tags(said, TAGS, item=item, source=source, n_items=ITEMS)}


def things(random):
    """Return strengths of eight things, and which two each pair is of."""
    sides = np.array([random.permutation(8)[:2] for _ in range(ITEMS)])
    return np.arange(8) * 1.5, sides


def pairs_case(random):
    strength, sides = things(random)
    item, source = about(random)
    apart = (strength[sides[:, 0]] - strength[sides[:, 1]])[item]
    first = random.random(len(item)) < 1 / (1 + np.exp(-apart))
    votes = Evidence.votes(item, source, 1 - first, ("first", "second"), n_items=ITEMS)
    truth = (strength[sides[:, 0]] < strength[sides[:, 1]]).astype(int)
    return truth, {"evidence": votes, "sides": np.array(list("stuvwxyz"))[sides]}


def differences_case(random):
    strength, sides = things(random)
    item, source = about(random)
    truth = strength[sides[:, 0]] - strength[sides[:, 1]]
    said = (1 + source) * (truth[item] + random.normal(size=len(item)))
    evidence = Evidence.numbers(said, item=item, source=source, n_items=ITEMS)
    return truth, {"evidence": evidence, "sides": np.array(list("stuvwxyz"))[sides]}


def tokens_case(random):
    truth = np.tile([0, 1, 2, 0, 0, 1], ITEMS // 6)
    item, source = about(random)
    wrong = random.random(len(item)) < 0.15
    said = np.where(wrong, random.integers(0, 3, len(item)), truth[item])
    votes = Evidence.votes(item, source, said, SIGNS, n_items=ITEMS)
    return truth, {"evidence": votes, "groups": np.repeat(np.arange(ITEMS // 6), 6)}


CASES = {
    "ordered": ordered_case, "numbers": numbers_case, "tags": tags_case, "pairs": pairs_case,
    "differences": differences_case, "tokens": tokens_case,
}  # fmt: skip


def kind_of(cls) -> list[str]:
    """Return the kinds of data that a method is about, plain classes left out."""
    if "tokens" in cls.reads:
        return ["tokens"]
    if "pairs" in cls.reads:
        return ["differences" if "number" in cls.truth else "pairs"]
    names = {"numbers", "tags"} & cls.reads
    # Who reads more than votes is held to his own.
    if set(inspect.signature(cls.infer).parameters) == {"self", "evidence"}:
        names |= {"ordered"} & cls.truth
    return sorted(names)


INFER = [
    pytest.param(cls, kind, id=f"{name}-{kind}")
    for name, cls in methods("infer").items()
    for kind in kind_of(cls)
]
every = pytest.mark.parametrize(("cls", "kind"), INFER)


def case(kind, seed=0):
    return CASES[kind](np.random.default_rng(seed))


def told(cls, parts, **settings_of):
    return run(cls(**settings_of), Parts(parts, workers=2))


def answer(found) -> Any:
    """Return what a posterior says of items, as one array of numbers."""
    if isinstance(found, NumberPosterior):
        return np.stack([found.value, found.deviation], axis=1)
    return found.proba


def held(found, kind, n):
    """Hold a posterior to its kind, shape and ranges."""
    wanted = {"numbers": NumberPosterior, "differences": NumberPosterior, "tags": TagPosterior}
    assert isinstance(found, wanted.get(kind, Posterior))
    said = answer(found)
    assert len(said) == n
    assert not np.isnan(said).any()
    if isinstance(found, Posterior):
        np.testing.assert_allclose(found.proba.sum(axis=1), 1, atol=1e-6)
    if found.log_likelihood is not None:
        assert np.isfinite(found.log_likelihood)


def with_evidence(parts, **changes):
    return parts | {"evidence": replace(parts["evidence"], **changes)}


def test_there_are_methods_of_every_kind():
    assert {param.values[1] for param in INFER} == set(CASES)


@every
def test_finds_the_truth_of_an_easy_case(cls, kind):
    truth, parts = case(kind)
    found = told(cls, parts)
    held(found, kind, ITEMS)
    if kind == "differences":  # in units of a source of middling scale
        assert np.corrcoef(found.value, truth)[0, 1] > 0.95
    elif kind == "numbers":
        votes = parts["evidence"]
        single = np.abs(votes.claim.data - truth[votes.item]).mean()
        assert np.abs(found.value - truth).mean() < 0.7 * single
    elif kind == "tags":
        assert (found.tags == truth).mean() > 0.9
    elif kind == "ordered":
        assert np.abs(found.median - truth).mean() < 0.35
    else:
        assert (found.labels == truth).mean() > 0.85


@every
def test_what_was_learnt_of_sources_has_their_shape(cls, kind):
    _, parts = case(kind)
    found, k = told(cls, parts), len(parts["evidence"].classes)
    shapes = {
        "confusion": (SOURCES, k, k), "accuracy": (SOURCES,), "bias": (SOURCES,),
        "spread": (SOURCES,), "sensitivity": (SOURCES, k), "specificity": (SOURCES, k),
    }  # fmt: skip
    for name, shape in shapes.items():
        learnt = getattr(found, name, None)
        if learnt is not None:
            assert learnt.shape == shape
            assert np.isfinite(learnt).all()


@every
def test_same_bytes_twice_and_input_untouched(cls, kind, tools):
    _, parts = case(kind)
    shut = {name: tools.closed(part) for name, part in parts.items()}
    before = tools.content(shut)
    first, second = (tools.content(told(cls, shut)) for _ in range(2))
    assert first == second
    assert tools.content(shut) == before


@every
@given(seed=st.integers(0, 99))
@settings(max_examples=3, deadline=None)
def test_order_of_claims_items_and_sources_does_not_matter(cls, kind, seed):
    _, parts = case(kind, seed)
    random, evidence = np.random.default_rng(seed), parts["evidence"]
    rows, sources = random.permutation(len(evidence.item)), random.permutation(SOURCES)
    # Tokens follow each other in their sentence, so that only sentences may change places.
    items = (random.permutation(ITEMS // 6)[:, None] * 6 + np.arange(6)).ravel()
    back = np.argsort(items)
    moved = with_evidence(
        {name: part if name == "evidence" else part[back] for name, part in parts.items()},
        item=items[evidence.item[rows]],
        source=sources[evidence.source[rows]],
        claim=evidence.claim[rows],
        negated=evidence.negated[rows],
        sources=tuple(evidence.sources[s] for s in np.argsort(sources)),
    )
    plain, found = told(cls, parts), told(cls, moved)
    np.testing.assert_allclose(answer(found)[items], answer(plain), atol=1e-5)
    for name in ("confusion", "accuracy", "bias", "spread", "sensitivity", "specificity"):
        learnt = getattr(plain, name, None)
        if learnt is not None:
            np.testing.assert_allclose(getattr(found, name)[sources], learnt, atol=1e-5)


@every
def test_unlabelled_items_change_nothing(cls, kind):
    _, parts = case(kind)
    more = with_evidence(parts, n_items=ITEMS + 6)
    for name, part in parts.items():
        if name != "evidence":
            extra = part[:6] if name == "sides" else np.full(6, ITEMS)
            more[name] = np.concatenate([part, extra])
    found = answer(told(cls, more))
    np.testing.assert_allclose(found[:ITEMS], answer(told(cls, parts)), atol=1e-5)
    assert not np.isnan(found).any()


@every
def test_gold_is_the_truth(cls, kind):
    if "gold" not in cls.reads:
        pytest.skip("doesn't read gold")
    _, parts = case(kind)
    evidence = parts["evidence"]
    known = np.flatnonzero(evidence.item == 0)[:1]
    said = evidence.claim[known]
    if evidence.truth.kind == "number":
        said = csr_array([[77.0]])
    extra = replace(
        evidence.take(known), claim=said, source=np.zeros(1, int),
        sources=(Source("gold", trusted=True),), negated=np.zeros(1, bool), context={},
    )  # fmt: skip
    found = told(cls, parts | {"evidence": evidence.join(extra)})
    held(found, kind, ITEMS)
    if evidence.truth.kind == "number":
        assert found.value[0] == 77
        assert found.deviation[0] == 0
    elif kind == "tags":
        there = said.toarray()[0] > 0
        assert (found.proba[0][there] == 1).all()
    else:
        assert found.labels[0] == said.indices[0]
        assert found.proba[0, said.indices[0]] > 0.999


def few(kind):
    """Yield small and odd evidence of a kind, by name."""
    _, parts = case(kind)
    evidence = parts["evidence"]
    every = np.arange(len(evidence.item))
    chosen = {
        "no claims": every[:0],
        "one claim": every[:1],
        "one item": every[evidence.item == 3],
        "one source": every[evidence.source == 2],
        "one claim an item": every[::PER],
    }
    for name, rows in chosen.items():
        yield name, parts | {"evidence": evidence.take(rows)}
    nothing = {name: part[:0] for name, part in parts.items() if name != "evidence"}
    none = replace(evidence.take(np.array([], int)), n_items=0)
    yield "no items", nothing | {"evidence": none}
    yield "everything twice", parts | {"evidence": evidence.take(np.repeat(every, 2))}
    negated = np.full(len(every), evidence.negated[0])
    alike = replace(evidence, claim=evidence.claim[0 * every], negated=negated)
    yield "all say the same", parts | {"evidence": alike}


FEW = [
    pytest.param(*param.values, name, parts, id=f"{param.id}-{name}")
    for param in INFER
    for name, parts in few(param.values[1])
]


@pytest.mark.parametrize(("cls", "kind", "name", "parts"), FEW)
def test_edges_give_a_posterior_or_say_why_not(cls, kind, name, parts):
    try:
        found = told(cls, parts)
    except AssayError:
        return
    held(found, kind, parts["evidence"].n_items)
    if name == "no claims" and isinstance(found, Posterior) and kind != "tokens":
        np.testing.assert_allclose(found.proba, found.proba[:1].repeat(ITEMS, axis=0), atol=1e-9)


@every
def test_truth_of_another_kind_is_refused(cls, kind):
    _, parts = case(kind)
    other = {"one_of", "ordered", "number", "any_of"} - cls.truth
    for name in sorted(other):
        wrong = {"one_of": "pairs", "any_of": "tags", "number": "numbers"}.get(name, name)
        evidence = case(wrong)[1]["evidence"]
        with pytest.raises(DataError, match=f"{cls.__name__}: the truth must be .*; got {name}"):
            told(cls, parts | {"evidence": evidence})


@every
def test_parts_that_are_missing_are_named(cls, kind):
    _, parts = case(kind)
    wanted = inspect.signature(cls.infer).parameters
    for name in {"sides", "groups"} & set(wanted):
        with pytest.raises(NeedsError, match=f"{cls.__name__}: needs {name}"):
            told(cls, {"evidence": parts["evidence"]})
        with pytest.raises(DataError, match=cls.__name__):
            told(cls, parts | {name: parts[name][:-1]})


@pytest.mark.parametrize("kind", ["ordered", "numbers"])
def test_turning_the_scale_round_turns_the_answer_round(kind):
    for param in INFER:
        cls, of = param.values
        if of != kind or "one_of" in cls.truth:
            continue
        _, parts = case(kind)
        evidence = parts["evidence"]
        turned = -evidence.claim if kind == "numbers" else evidence.claim[:, ::-1]
        plain, found = told(cls, parts), told(cls, with_evidence(parts, claim=turned))
        if kind == "numbers":
            np.testing.assert_allclose(found.value, -plain.value, atol=1e-6)
        else:
            np.testing.assert_allclose(found.proba[:, ::-1], plain.proba, atol=1e-5)
