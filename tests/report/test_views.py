"""Auditors of classes look at tags one by one and at numbers by fifths; given predictions too."""

import numpy as np
import pytest

from assay.audit import LeakingColumns, Order, SplitShift, Unlabelled
from assay.dataset import Dataset
from assay.errors import DataError
from assay.evidence import Evidence
from assay.registry import Parts
from assay.report.audit import audit
from assay.report.views import looked


def numbers(columns=None, *, order="random"):
    random = np.random.default_rng(0)
    value = random.normal(size=400)
    value = np.sort(value) if order == "sorted" else value
    made = columns(value, random) if columns else {}
    return Dataset(Evidence.numbers(value), columns=made)


def test_numbers_that_are_sorted_are_told_by_fifths():
    (found,) = looked(Order(), Parts(numbers(order="sorted")))
    assert found.code == "ordered-items"
    assert found.message.startswith("Numbers by fifths: The items are sorted by label: 5 classes")
    assert looked(Order(), Parts(numbers())) == ()


def test_a_column_that_is_the_number_gives_it_away():
    leaky = numbers(
        lambda v, r: {"copy": 2 * v + 1, "a": r.normal(size=400), "b": r.normal(size=400)}
    )
    (found,) = looked(LeakingColumns(), Parts(leaky))
    assert (found.code, found.name) == ("leaking-column", "copy")


def test_of_tags_that_are_alike_the_worst_is_told_and_the_others_counted():
    random = np.random.default_rng(0)
    member = (random.random((400, 4)) < 0.4).astype(int)
    member[:, :2] = np.sort(member[:, :2], axis=0)
    dataset = Dataset(Evidence.tags(member, ("jazz", "rock", "folk", "soul")))
    (found,) = looked(Order(), Parts(dataset))
    assert found.message.startswith("Tag `")
    assert found.message.endswith("So it is with 1 other tag.")


def test_splits_of_numbers_are_compared_and_missing_numbers_counted():
    value = np.random.default_rng(0).normal(size=400)
    split = np.array(["train"] * 300 + ["test"] * 100, object)
    value[:300] -= 2
    value[7] = np.nan
    parts = Parts(Dataset(Evidence.numbers(value), split=split))
    (shift,) = looked(SplitShift(), parts)
    assert "fifth` is" in shift.message
    (bare,) = looked(Unlabelled(), parts)
    assert bare.items.tolist() == [7]


def test_predictions_of_tags_that_saw_them_are_refused():
    member = (np.random.default_rng(0).random((300, 3)) < 0.4).astype(int)
    evidence = Evidence.tags(member, ("jazz", "rock", "folk"))
    seen = np.where(member == 1, 0.999, 0.001)
    with pytest.raises(DataError, match="must be out of sample") as error:
        audit(Dataset(evidence, predictions=seen))
    assert "of 3 of 3 tags" in str(error.value)
    trusted = audit(Dataset(evidence, predictions=seen), trust_predictions=True)
    assert "in-sample-predictions" in {one["code"] for one in trusted.summary["findings"]}


def test_predictions_of_numbers_that_saw_them_are_refused():
    random = np.random.default_rng(0)
    features = random.normal(size=(400, 3)).astype(np.float32)
    value = features @ [2.0, 1.0, 0.5]
    honest = (value + 0.3 * random.normal(size=400))[:, None]
    far = random.choice(400, 40, replace=False)
    value[far] += 30
    with pytest.raises(DataError, match="the given numbers themselves"):
        audit(Dataset(Evidence.numbers(value), features=features, predictions=value[:, None]))
    learnt = np.where(np.isin(np.arange(400), far), value, honest[:, 0])[:, None]
    with pytest.raises(DataError, match="far from those of their neighbours"):
        audit(Dataset(Evidence.numbers(value), features=features, predictions=learnt))
    report = audit(Dataset(Evidence.numbers(value), features=features, predictions=honest))
    assert {one["row"] for one in report.summary["suspects"]} >= set(far[:10].tolist())
