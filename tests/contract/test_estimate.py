"""What holds for every method that estimates something about the labels."""

import numpy as np
import pytest

from assay.errors import AssayError
from assay.registry import methods
from assay.results import Estimate

#: Methods about tags, numbers, tokens and pairs are held to the same in `test_kinds.py`, those
#: about votes in `test_votes.py`.
OTHER = {"tags", "numbers", "tokens", "pairs", "votes"}
ESTIMATE = [
    pytest.param(cls, id=name) for name, cls in methods("estimate").items() if not cls.reads & OTHER
]


@pytest.fixture(scope="module", params=ESTIMATE)
def cls(request):
    return request.param


def check(found):
    """Hold an estimate to its shapes and to the order of its bounds."""
    assert isinstance(found, Estimate)
    value, low, high = map(np.asarray, (found.value, found.low, found.high))
    assert value.shape == low.shape == high.shape
    assert np.isfinite([value, low, high]).all()
    assert (low <= value + 1e-9).all()
    assert (value <= high + 1e-9).all()
    assert 0 < found.level < 1
    assert found.verdict in {"identified", "bounded", "cannot-be-told"}
    assert all(sentence.endswith(".") for sentence in found.assumes)


def test_interval_holds_the_value_and_says_what_it_rests_on(cls, case, tools):
    found = tools.run(cls(), case.parts)
    check(found)
    assert found.assumes
    if found.verdict != "identified":
        assert found.settle


def test_same_bytes_twice_and_input_untouched(cls, case, tools):
    shut = {name: tools.closed(part) for name, part in case.parts.items()}
    before = tools.content(shut)
    first, second = (tools.content(tools.run(cls(), shut)) for _ in range(2))
    assert first == second
    assert tools.content(shut) == before


def test_order_of_items_does_not_matter(cls, case, tools):
    order = np.random.default_rng(0).permutation(300)
    plain = tools.run(cls(), case.parts)
    moved = tools.run(cls(), tools.picked(case.parts, order))
    np.testing.assert_allclose(moved.value, plain.value, atol=1e-6)
    for name in ("low", "high"):  # ties go by index, and may move what bounds rest on
        np.testing.assert_allclose(getattr(moved, name), getattr(plain, name), atol=0.05)


def test_names_of_classes_do_not_matter(cls, case, tools):
    new = np.array([2, 0, 1])
    parts = tools.relabelled(case.parts, new[case.parts["labels"]])
    parts["predictions"] = case.parts["predictions"][:, np.argsort(new)]
    plain, moved = (np.asarray(tools.run(cls(), p).value) for p in (case.parts, parts))
    if moved.shape:
        moved = moved[np.ix_(*[new] * moved.ndim)]
    np.testing.assert_allclose(moved, plain, atol=1e-6)


def test_unlabelled_items_are_let_be(cls, case, tools):
    labels = case.parts["labels"].copy()
    labels[::3] = -1
    check(tools.run(cls(), tools.relabelled(case.parts, labels)))


@pytest.mark.parametrize("items", [[], [0], [0, 1], range(12)])
def test_few_items_give_an_estimate_or_a_reason_why_not(cls, case, tools, items):
    try:
        found = tools.run(cls(), tools.picked(case.parts, np.array(items, int)))
    except AssayError:
        return
    check(found)


@pytest.mark.parametrize("labels", [np.zeros(300, int), np.full(300, -1)])
def test_one_class_or_no_labels(cls, case, tools, labels):
    try:
        found = tools.run(cls(), tools.relabelled(case.parts, labels))
    except AssayError:
        return
    check(found)


@pytest.mark.parametrize("type_", [np.float32, np.float64])
def test_precision_does_not_matter(cls, case, tools, type_):
    narrow = {n: case.parts[n].astype(type_) for n in ("predictions", "features")}
    found, plain = tools.run(cls(), case.parts | narrow), tools.run(cls(), case.parts)
    np.testing.assert_allclose(found.value, plain.value, atol=1e-3)
