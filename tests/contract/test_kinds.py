"""What holds for every method about tags, numbers, tokens and pairs.

The contract of flags and estimates, with an easy data set of each kind in place of one class an
item; `test_flag.py` and `test_estimate.py` hold the others to it.
"""

import inspect
from typing import Any

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from assay.errors import AssayError
from assay.method import choices, ranges
from assay.registry import Parts, methods, run
from assay.results import Estimate, Flags

KINDS = ("tags", "numbers", "tokens", "pairs")
ITEMS, TAGS = 300, 4


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def tags_case(random) -> dict[str, Any]:
    """Return four tags that the features tell, one in ten items with a wrong one."""
    features = random.normal(size=(ITEMS, TAGS))
    truth = (features > 0).astype(np.int8)
    planted = np.zeros(ITEMS, bool)
    planted[random.permutation(ITEMS)[:30]] = True
    tags = truth.copy()
    which = random.integers(0, TAGS, ITEMS)
    strong = np.abs(features).argmax(axis=1)
    which = np.where(planted, strong, which)
    tags[planted, which[planted]] ^= 1
    proba = sigmoid(5 * features)
    names = tuple(f"tag {k}" for k in range(TAGS))
    return {
        "tags": tags, "tag_predictions": proba, "features": features, "classes": names,
        "planted": planted, "said": np.ones(ITEMS, bool), "suggested": which,
    }  # fmt: skip


def numbers_case(random) -> dict[str, Any]:
    """Return numbers of which one in ten is far off."""
    features = random.normal(size=(ITEMS, 3))
    right = features @ [1.0, 2.0, 0.5]
    planted = np.zeros(ITEMS, bool)
    planted[random.permutation(ITEMS)[:30]] = True
    numbers = right + 0.2 * random.normal(size=ITEMS) + planted * random.choice([-5, 5], ITEMS)
    guess = right[:, None] + 0.05 * random.normal(size=(ITEMS, 3))
    return {
        "numbers": numbers, "number_predictions": guess, "features": features,
        "planted": planted, "said": np.ones(ITEMS, bool),
    }  # fmt: skip


def tokens_case(random) -> dict[str, Any]:
    """Return sentences of six tokens of which two are a span, one in ten spans missing."""
    sentences = ITEMS // 6
    truth = np.tile([0, 1, 2, 0, 0, 0], sentences)
    groups = np.repeat(np.arange(sentences), 6)
    gone = random.permutation(sentences)[: sentences // 10]
    planted = np.isin(groups, gone) & (truth > 0)
    labels = np.where(planted, 0, truth)
    proba = np.full((ITEMS, 3), 0.05) + 0.02 * random.random((ITEMS, 3))
    proba[np.arange(ITEMS), truth] = 0.85
    proba /= proba.sum(axis=1, keepdims=True)
    return {
        "labels": labels, "predictions": proba, "groups": groups,
        "classes": ("O", "B-city", "I-city"), "planted": planted,
        "said": np.ones(ITEMS, bool), "suggested": truth,
    }  # fmt: skip


def pairs_case(random) -> dict[str, Any]:
    """Return pairs of views, one in ten of two things, with a preference that goes wrong there."""
    thing = random.normal(size=(ITEMS, 8))
    one, other = thing + 0.3 * random.normal(size=(2, ITEMS, 8))
    planted = np.zeros(ITEMS, bool)
    planted[random.permutation(ITEMS)[:30]] = True
    other[planted] = random.normal(size=(30, 8))
    first = random.random(ITEMS) < 0.5
    facts = np.stack([first, ~first], axis=1).astype(float)
    best = np.where(first, 0, 1)
    return {
        "labels": np.where(planted, 1 - best, best), "pointwise": facts,
        "views": (one, other), "classes": ("first", "second"), "planted": planted,
        "said": np.ones(ITEMS, bool),
    }  # fmt: skip


MAKE = {"tags": tags_case, "numbers": numbers_case, "tokens": tokens_case, "pairs": pairs_case}
CASES = {kind: make(np.random.default_rng(5)) for kind, make in MAKE.items()}
FOR_TESTS = ("planted", "said", "suggested")


def found_of(stage: str) -> list[Any]:
    """Return the methods of a stage about one of the kinds, each with its kind."""
    known = methods(stage).items()
    return [
        pytest.param(cls, kind, id=name)
        for name, cls in known
        for kind in KINDS
        if kind in cls.reads
    ]


def parts_of(kind: str) -> dict[str, Any]:
    """Return the parts of a kind's case."""
    return {n: part for n, part in CASES[kind].items() if n not in FOR_TESTS}


def told(cls, parts, **settings):
    """Run a method as the registry does, with two threads at most."""
    return run(cls(**settings), Parts(parts, workers=2))


def picked(parts: dict[str, Any], items: Any) -> dict[str, Any]:
    """Return the parts of these items only, in this order."""
    return {
        n: tuple(side[items] for side in part) if n == "views" else
        part if n == "classes" else part[items]
        for n, part in parts.items()
    }  # fmt: skip


def without(kind: str, items: Any) -> dict[str, Any]:
    """Return the parts with nothing said of these items."""
    parts = parts_of(kind)
    name = {"tags": "tags", "numbers": "numbers"}.get(kind, "labels")
    part = parts[name].copy()
    part[items] = np.nan if kind == "numbers" else -1
    return parts | {name: part}


def check(found, n, said, classes):
    """Hold flags to their shapes and ranges."""
    assert isinstance(found, Flags)
    assert found.score.shape == found.suggested.shape == found.flagged.shape == (n,)
    assert found.flagged.dtype == bool
    assert np.isfinite(found.score).all()
    assert not found.score[~said].any()
    assert not found.flagged[~said].any()
    assert np.issubdtype(found.suggested.dtype, np.integer)
    if n:
        assert found.suggested[said].min(initial=0) >= 0
        assert found.suggested.max() < max(classes, 1)
    if found.p_wrong is not None:
        assert found.p_wrong.shape == (n,)
        assert ((found.p_wrong >= 0) & (found.p_wrong <= 1)).all()
        assert not found.p_wrong[~said].any()
    for column in found.values.values():
        assert column.shape == (n,)


def width(kind: str) -> int:
    """Return how many classes a suggestion may be of."""
    return len(CASES[kind].get("classes", ("",)))


flags = pytest.mark.parametrize(("cls", "kind"), found_of("flag"))
estimates = pytest.mark.parametrize(("cls", "kind"), found_of("estimate"))
every = pytest.mark.parametrize(("cls", "kind"), found_of("flag") + found_of("estimate"))


def test_there_are_methods_of_every_kind():
    kinds = {param.values[1] for param in found_of("flag")}
    assert kinds == set(KINDS)


@flags
def test_planted_errors_come_first(cls, kind):
    case = CASES[kind]
    found = told(cls, parts_of(kind))
    check(found, ITEMS, case["said"], width(kind))
    assert roc_auc_score(case["planted"], found.score) > 0.9
    assert case["planted"][found.worst(10)].mean() > 0.8
    assert case["planted"][found.flagged].mean() > 0.5
    assert found.flagged[case["planted"]].mean() > 0.5
    if "suggested" in case and found.flagged.any():
        hit = found.flagged & case["planted"]
        assert (found.suggested == case["suggested"])[hit].mean() > 0.8


@flags
def test_reasons_are_words(cls, kind):
    found = told(cls, parts_of(kind))
    for item in found.worst(3):
        words = found.explain(int(item), "cat", "dog")
        assert "{" not in words
        assert len(words.split()) > 4


@every
def test_same_bytes_twice_and_input_untouched(cls, kind, tools):
    shut = {name: tools.closed(part) for name, part in parts_of(kind).items()}
    before = tools.content(shut)
    first, second = (tools.content(told(cls, shut)) for _ in range(2))
    assert first == second
    assert tools.content(shut) == before


@flags
def test_order_of_items_does_not_matter(cls, kind):
    # Tokens follow each other in their sentence, so that only sentences may change places.
    # What is made by drawing folds or halves moves a little: the folds go by place.
    order = np.random.default_rng(0).permutation(ITEMS // 6)
    order = (order[:, None] * 6 + np.arange(6)).ravel()
    plain, moved = told(cls, parts_of(kind)), told(cls, picked(parts_of(kind), order))
    drawn = {"SelfRefining", "BadPairs", "MisorderedPairs"} & {cls.__name__}
    if drawn:
        assert np.corrcoef(moved.score, plain.score[order])[0, 1] > 0.9
        assert (moved.flagged == plain.flagged[order]).mean() > 0.9
        return
    np.testing.assert_allclose(moved.score, plain.score[order], rtol=1e-4, atol=1e-5)
    np.testing.assert_array_equal(moved.suggested, plain.suggested[order])
    np.testing.assert_array_equal(moved.flagged, plain.flagged[order])


@flags
def test_unlabelled_items_are_let_be(cls, kind):
    if cls.__name__ == "BadPairs":
        pytest.skip("reads no labels")
    bare = np.arange(0, ITEMS, 3)
    said = np.ones(ITEMS, bool)
    said[bare] = False
    found = told(cls, without(kind, bare))
    check(found, ITEMS, said, width(kind))
    planted = CASES[kind]["planted"]
    assert roc_auc_score(planted[said], found.score[said]) > 0.8


@every
@pytest.mark.parametrize("items", [[], [0], [0, 1], range(12)])
def test_few_items_give_a_result_or_a_reason_why_not(cls, kind, items):
    parts = picked(parts_of(kind), np.array(items, int))
    try:
        found = told(cls, parts)
    except AssayError:
        return
    if isinstance(found, Flags):
        check(found, len(items), np.ones(len(items), bool), width(kind))
    else:
        held(found)


@every
def test_nothing_said_gives_a_result_or_a_reason_why_not(cls, kind):
    try:
        found = told(cls, without(kind, np.arange(ITEMS)))
    except AssayError:
        return
    if isinstance(found, Flags) and cls.__name__ != "BadPairs":
        assert not found.flagged.any()
    elif isinstance(found, Estimate):
        held(found)
        assert found.verdict == "cannot-be-told"


ENDS = [
    pytest.param(*param.values, setting, value, id=f"{param.id}-{setting}-{value}")
    for param in found_of("flag") + found_of("estimate")
    for setting, value in [
        *((s, v) for s, known in choices(param.values[0]).items() for v in known),
        *(
            (s, bound)
            for s, rules in ranges(param.values[0]).items()
            for rule in rules
            for bound in (getattr(rule, "ge", None), getattr(rule, "le", None))
            if bound is not None
        ),
    ]
]


@pytest.mark.parametrize(("cls", "kind", "setting", "value"), ENDS)
def test_ends_of_every_setting_give_a_result(cls, kind, setting, value):
    found = told(cls, parts_of(kind), **{setting: value})
    assert isinstance(found, Flags | Estimate)


BROKEN = [
    ("tags", np.full((ITEMS, TAGS), 2)),
    ("tags", np.full((ITEMS, TAGS), 0.5)),
    ("tags", np.zeros(ITEMS, int)),
    ("tag_predictions", np.full((ITEMS, TAGS), np.nan)),
    ("tag_predictions", np.full((ITEMS, TAGS), 1.5)),
    ("tag_predictions", np.full((ITEMS, TAGS - 1), 0.5)),
    ("numbers", np.full(ITEMS, np.inf)),
    ("numbers", np.full((ITEMS, 2), 1.0)),
    ("numbers", np.array(["1"] * ITEMS)),
    ("number_predictions", np.full(ITEMS, np.nan)),
    ("number_predictions", np.zeros((ITEMS - 1, 2))),
    ("pointwise", np.full((ITEMS, 2), 1.5)),
    ("pointwise", np.full((ITEMS, 3), 0.5)),
    ("views", (np.zeros((ITEMS, 2)), np.zeros((ITEMS - 1, 2)))),
    ("views", (np.full((ITEMS, 2), np.nan), np.zeros((ITEMS, 2)))),
    ("views", np.zeros((ITEMS, 2))),
    ("groups", np.zeros(ITEMS - 1)),
]


READ = [
    pytest.param(*param.values, part, value, id=f"{param.id}-{part}-{at}")
    for param in found_of("flag") + found_of("estimate")
    for at, (part, value) in enumerate(BROKEN)
    if part in inspect.signature(getattr(param.values[0], param.values[0].stage)).parameters
    and (part != "groups" or "tokens" in param.values[0].reads)
]


@pytest.mark.parametrize(("cls", "kind", "part", "value"), READ)
def test_wrong_parts_are_told(cls, kind, part, value):
    with pytest.raises(AssayError, match=f"^{cls.__name__}: .*{part}"):
        told(cls, parts_of(kind) | {part: value})


def held(found):
    """Hold an estimate to the order of its bounds."""
    assert isinstance(found, Estimate)
    assert np.isfinite([found.value, found.low, found.high]).all()
    assert 0 <= found.low <= found.value <= found.high <= 1
    assert found.assumes
    assert found.settle


@estimates
def test_interval_holds_the_planted_rate(cls, kind):
    found = told(cls, parts_of(kind))
    held(found)
    rate = CASES[kind]["planted"].mean() / (TAGS if kind == "tags" else 1)
    assert found.low <= rate <= found.high
    assert abs(found.value - rate) < 0.05
