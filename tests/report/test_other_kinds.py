"""Audits of tags and of numbers: suspects with reasons, a rate with its range, whole files."""

import numpy as np
import pytest

from assay.dataset import Dataset
from assay.evidence import Evidence
from assay.report.audit import audit

NAMES = ("jazz", "rock", "blues, slow")


@pytest.fixture(scope="module")
def tagged():
    """Return the report of tags that columns tell, with three planted errors."""
    random = np.random.default_rng(0)
    features = random.normal(size=(400, 3))
    member = (features > 0).astype(int)
    far = np.argsort(-features[:, 0])[:3]
    member[far, 0] = 0
    dataset = Dataset(Evidence.tags(member, NAMES), features=features.astype(np.float32))
    return audit(dataset, workers=2), far


@pytest.fixture(scope="module")
def numbered():
    """Return the report of numbers that columns tell, with ten gross errors."""
    random = np.random.default_rng(1)
    columns = random.normal(size=(400, 3))
    value = columns @ [2.0, 1.0, 0.5] + 0.3 * random.normal(size=400)
    value[:10] += 40
    value[399] = np.nan
    named = {f"column {k}": columns[:, k] for k in range(3)}
    return audit(Dataset(Evidence.numbers(value), columns=named), workers=2)


def test_which_tag_is_wrong_is_told(tagged):
    report, far = tagged
    worst = report.summary["suspects"][:3]
    assert {one["row"] for one in worst} == set(far.tolist())
    for one in worst:
        assert one["reason"].startswith("tag `jazz` is missing: the predictions give it ")
        assert one["suggested"] == "+jazz"
        assert one["flagged"]
        assert "jazz" not in (one["label"] or "")


def test_rate_is_of_decisions_and_bounded(tagged):
    summary = tagged[0].summary
    assert summary["error_rate"]["verdict"] == "bounded"
    assert "of the 1,200 decisions on tags look wrong" in summary["verdict"]
    assert summary["error_rate"]["low"] <= 3 / 1200 <= summary["error_rate"]["high"]
    assert [one["name"] for one in summary["classes"]] == list(NAMES)
    assert summary["classes"][0]["flagged"] >= 3


def test_items_of_tags_are_whole(tagged):
    report, far = tagged
    items = report.items
    assert items["suggested"][far].tolist() == ["+jazz"] * 3
    assert np.isfinite(items["p_wrong"]).all()
    assert all(items["reason"][far])
    assert np.isfinite(items["score_tag_posterior"]).all()


def test_numbers_that_are_far_off_are_told(numbered):
    summary = numbered.summary
    assert {one["row"] for one in summary["suspects"][:10]} == set(range(10))
    first = summary["suspects"][0]
    assert "is expected" in first["reason"]
    assert first["p_wrong"] > 0.99
    assert summary["error_rate"]["verdict"] == "bounded"
    assert summary["error_rate"]["low"] <= 10 / 399 <= summary["error_rate"]["high"]
    assert summary["n_flagged"] >= 10


def test_items_of_numbers_are_whole(numbered):
    items = numbered.items
    assert np.isnan(items["p_wrong"][399])
    assert np.isfinite(items["suggested"]).all()
    assert np.abs(items["suggested"][:10] - items["label"][:10]).min() > 20
    assert all(items["reason"][:10])


@pytest.mark.parametrize("form", ["to_html", "to_markdown", "to_json"])
def test_every_form_says_so(tagged, numbered, form):
    assert "jazz" in getattr(tagged[0], form)()
    page = getattr(numbered, form)()
    assert "is expected" in page
    assert "nan" not in page.lower().split()
