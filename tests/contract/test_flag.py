"""What holds for every method that flags suspicious labels."""

import inspect

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from assay.errors import AssayError
from assay.registry import methods
from assay.results import Flags

#: Methods about tags, numbers, tokens and pairs are held to the same in `test_kinds.py`.
OTHER = {"tags", "numbers", "tokens", "pairs"}
FLAG = [
    pytest.param(cls, id=name) for name, cls in methods("flag").items() if not cls.reads & OTHER
]


@pytest.fixture(scope="module", params=FLAG)
def cls(request):
    return request.param


def check(found, n, k, labels):
    """Hold flags to their shapes and ranges."""
    assert isinstance(found, Flags)
    assert found.score.shape == found.suggested.shape == found.flagged.shape == (n,)
    assert found.flagged.dtype == bool
    assert np.isfinite(found.score).all()
    said = labels >= 0
    assert not found.score[~said].any()
    assert not found.flagged[~said].any()
    assert np.issubdtype(found.suggested.dtype, np.integer)
    if n:
        assert found.suggested[said].min(initial=0) >= 0
        assert found.suggested.max() < k
    if found.p_wrong is not None:
        assert found.p_wrong.shape == (n,)
        assert ((found.p_wrong >= 0) & (found.p_wrong <= 1)).all()
        assert not found.p_wrong[~said].any()
    for column in found.values.values():
        assert column.shape == (n,)


def test_planted_errors_come_first(cls, case, tools):
    if cls.finds != "wrong-label":
        pytest.skip("looks for items of no class, not for wrong labels")
    found = tools.run(cls(), case.parts)
    check(found, 300, 3, case.parts["labels"])
    assert roc_auc_score(case.planted, found.score) > 0.8
    worst = found.worst(15)
    assert case.planted[worst].mean() > 0.8
    right = found.suggested == case.truth
    assert right[case.planted].mean() > 0.8
    if found.p_wrong is not None:
        assert roc_auc_score(case.planted, found.p_wrong) > 0.8
        assert found.p_wrong[case.planted].mean() > found.p_wrong[~case.planted].mean() + 0.3
    assert found.flagged.any()
    assert case.planted[found.flagged].mean() > 0.5


def test_planted_strangers_come_first(cls, tools):
    if cls.finds != "out-of-scope":
        pytest.skip("looks for wrong labels, not for items of no class")
    parts, strange = tools.strangers()
    found = tools.run(cls(), parts)
    check(found, 300, 3, parts["labels"])
    assert roc_auc_score(strange, found.score) > 0.95
    assert strange[found.worst(8)].all()
    assert strange[found.flagged].mean() > 0.7
    assert found.flagged[strange].mean() > 0.5
    # No class suits them better than the one they were given.
    np.testing.assert_array_equal(found.suggested, parts["labels"])
    assert found.p_wrong is None


def test_reasons_are_words(cls, case, tools):
    found = tools.run(cls(), case.parts)
    for item in found.worst(3):
        words = found.explain(int(item), "cat", "dog")
        assert "{" not in words
        assert len(words.split()) > 2


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
    np.testing.assert_allclose(moved.score, plain.score[order], rtol=1e-4, atol=1e-5)
    np.testing.assert_array_equal(moved.suggested, plain.suggested[order])
    np.testing.assert_array_equal(moved.flagged, plain.flagged[order])


def chance(cls):
    """Return how far scores may move where errors are planted, which go to classes by chance."""
    return 0.03 if "again" in inspect.signature(cls.flag).parameters else 1e-5


def test_names_of_classes_do_not_matter(cls, case, tools):
    new = np.array([2, 0, 1])
    parts = tools.relabelled(case.parts, new[case.parts["labels"]])
    parts["predictions"] = case.parts["predictions"][:, np.argsort(new)]
    plain, moved = tools.run(cls(), case.parts), tools.run(cls(), parts)
    np.testing.assert_allclose(moved.score, plain.score, rtol=1e-4, atol=chance(cls))
    np.testing.assert_array_equal(moved.suggested, new[plain.suggested])


def test_unlabelled_items_are_let_be(cls, case, tools):
    labels = case.parts["labels"].copy()
    labels[::3] = -1
    found = tools.run(cls(), tools.relabelled(case.parts, labels))
    check(found, 300, 3, labels)
    said = labels >= 0
    if cls.finds == "wrong-label":
        assert roc_auc_score(case.planted[said], found.score[said]) > 0.8


@pytest.mark.parametrize("type_", [np.float32, np.float64])
def test_precision_does_not_matter(cls, case, tools, type_):
    narrow = {n: case.parts[n].astype(type_) for n in ("predictions", "features")}
    found, plain = tools.run(cls(), case.parts | narrow), tools.run(cls(), case.parts)
    np.testing.assert_allclose(found.score, plain.score, atol=1e-3)


def test_parts_on_disk_are_read(cls, case, tools, tmp_path):
    mapped = {}
    for name in ("labels", "predictions", "features"):
        np.save(tmp_path / f"{name}.npy", case.parts[name])
        mapped[name] = np.load(tmp_path / f"{name}.npy", mmap_mode="r")
    found, plain = tools.run(cls(), case.parts | mapped), tools.run(cls(), case.parts)
    np.testing.assert_array_equal(found.score, plain.score)


@pytest.mark.parametrize("items", [[], [0], [0, 1], range(12)])
def test_few_items_give_flags_or_a_reason_why_not(cls, case, tools, items):
    parts = tools.picked(case.parts, np.array(items, int))
    try:
        found = tools.run(cls(), parts)
    except AssayError:
        return
    check(found, len(items), 3, parts["labels"])


@pytest.mark.parametrize("labels", [np.zeros(300, int), np.full(300, -1)])
def test_one_class_or_no_labels(cls, case, tools, labels):
    try:
        found = tools.run(cls(), tools.relabelled(case.parts, labels))
    except AssayError:
        return
    check(found, 300, 3, labels)


def test_a_class_with_one_item(cls, case, tools):
    labels = np.where(case.parts["labels"] == 2, 1, case.parts["labels"])
    labels[7] = 2
    check(tools.run(cls(), tools.relabelled(case.parts, labels)), 300, 3, labels)


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("labels", np.full(300, 0.5)),
        ("labels", np.full(300, -2)),
        ("labels", np.zeros(299, int)),
        ("predictions", np.full((300, 3), np.nan)),
        ("predictions", np.full((300, 3), 1.0)),
        ("predictions", np.full(300, 0.5)),
        ("features", np.full((300, 2), np.inf)),
    ],
)
def test_wrong_parts_are_told(cls, case, tools, part, value):
    if part not in inspect.signature(cls.flag).parameters:
        pytest.skip(f"does not read {part}")
    with pytest.raises(AssayError, match=f"^{cls.__name__}: .*{part}"):
        tools.run(cls(), case.parts | {part: value})
