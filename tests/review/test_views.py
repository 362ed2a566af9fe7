from collections import Counter

import numpy as np
import pytest

from assay.errors import UnknownName


def rows(review, **where):
    return review.table(where, limit=1000)["rows"]


def test_confusion_counts_what_is_given_and_suggested(review):
    for where in ({}, {"split": "test"}, {"class": "class 0002"}):
        told = review.confusion(where)
        names = told["classes"]
        slow = Counter((r["given"], r["suggested"] or r["given"]) for r in rows(review, **where))
        assert {(names[g], names[s]): n for g, s, n in told["counts"]} == dict(slow)


def test_confusion_of_many_classes_is_the_same(review, monkeypatch):
    few = review.confusion()
    monkeypatch.setattr("assay.review.views.FEW", 1)
    assert review.confusion() == few


def test_classes_count_what_was_decided(review):
    before = {one["name"]: one for one in review.classes()}
    table = rows(review)
    for name, one in before.items():
        mine = [r for r in table if r["given"] == name]
        assert one["n"] == len(mine)
        assert (one["decided"], one["wrong"]) == (0, 0)
        flagged = rows(review, **{"class": name, "finding": "flagged"})
        assert one["flagged"] == len(flagged)
    first, second = [r["key"] for r in table if r["given"] == "class 0001"][:2]
    review.decide("ada", [{"event": "1", "key": first, "verdict": "drop"}])
    review.decide("ada", [{"event": "2", "key": second, "verdict": "confirm"}])
    after = next(one for one in review.classes() if one["name"] == "class 0001")
    assert (after["decided"], after["wrong"]) == (2, 1)


def test_a_class_page_shows_items_of_the_class(review):
    page = review.class_page("class 0001")
    assert page["n"] == sum(r["given"] == "class 0001" for r in rows(review))
    assert {one["given"] for one in page["typical"] + page["borderline"]} == {"class 0001"}
    sure = max(one["p_wrong"] for one in page["typical"])
    assert sure < 0.2 < 0.8 > max(abs(one["p_wrong"] - 0.5) for one in page["borderline"])
    slow = Counter()
    for r in rows(review, finding="flagged"):
        if "class 0001" in (r["given"], r["suggested"]):
            slow[r["suggested"] if r["given"] == "class 0001" else r["given"]] += 1
    assert {one["name"]: one["n"] for one in page["confused_with"]} == dict(slow)
    # Every text begins with the name of its true class.
    assert page["words"][0] == "0001"
    with pytest.raises(UnknownName, match="no class"):
        review.class_page("class")


def test_there_is_no_map_without_features(review):
    assert review.points() == {"points": [], "axes": "", "total": 0}
    assert not review.info()["map"]


def test_points_are_the_flagged_and_some_others(review):
    rng = np.random.default_rng(0)
    review.index.arrays["points"] = rng.random((300, 2), np.float32)
    every = review.points()["points"]
    assert [p[4] for p in every] == [f"item-{row}" for row in range(300)]
    some = review.points(limit=60)
    assert len(some["points"]) == 60
    assert some["total"] == 300
    flagged = {r["key"] for r in rows(review, finding="flagged")}
    assert sum(p[4] in flagged for p in some["points"]) >= 30
    review.decide("ada", [{"event": "1", "key": "item-7", "verdict": "drop"}])
    assert [p[5] for p in review.points({"keys": ["item-7"]})["points"]] == ["decided"]


def test_records_are_whole_and_know_what_was_decided(review):
    review.decide("ada", [{"event": "1", "key": "item-7", "verdict": "drop"}])
    found = list(review.records())
    assert [one["row"] for one in found] == [*range(300)]
    data = review.dataset()
    assert [one["content"]["text"] for one in found] == data.texts.tolist()
    assert [one["given"] for one in found] == [data.classes[k] for k in data.labels]
    assert list(found[7]["decisions"]) == ["ada"]
    assert [one["row"] for one in review.records({"keys": ["item-9"]})] == [9]
    split = data.split[3]
    assert review.find(["item-3", "no"]) == {
        "item-3": {"row": 3, "given": found[3]["given"], "split": split}
    }
