import pytest

from assay.errors import DataError
from assay.review import open_review

WHERE = {"finding": "flagged", "class": "class 0001"}


def test_the_preview_is_what_is_decided(review):
    shown = review.bulk_preview("ada", WHERE, "relabel")
    meant = {r["key"]: r for r in review.table(WHERE, limit=1000)["rows"]}
    assert shown["n"] == len(meant) > 3
    assert shown["decided"] == 0
    assert shown["protected"] == sum(r["split"] == "test" for r in meant.values())
    assert {card["key"] for card in shown["sample"]} <= set(meant)
    made = review.bulk("ada", "event", shown["token"])
    assert made["saved"] == shown["n"]
    for one in review.ledger.standing("ada").values():
        assert (one.verdict, one.new) == ("relabel", meant[one.item]["suggested"])
        assert (one.batch, one.finding) == (made["batch"], "flagged")
    assert len(review.ledger.standing("ada")) == len(meant)


def test_what_was_decided_is_left_as_it_is(review):
    key = review.table(WHERE)["rows"][0]["key"]
    review.decide("ben", [{"event": "1", "key": key, "verdict": "drop"}])
    shown = review.bulk_preview("ada", WHERE, "confirm")
    assert shown["decided"] == 1
    review.bulk("ada", "event", shown["token"])
    assert set(review.ledger.verdicts()[key]) == {"ben"}


def test_a_preview_holds_for_one_ledger_one_reviewer_and_once(review):
    shown = review.bulk_preview("ada", WHERE, "drop")
    with pytest.raises(DataError, match="no preview of that token"):
        review.bulk("ben", "event", shown["token"])
    shown = review.bulk_preview("ada", WHERE, "drop")
    review.decide("ben", [{"event": "1", "key": "item-0", "verdict": "skip"}])
    with pytest.raises(DataError, match=r"decisions made since.*Look at the preview again"):
        review.bulk("ada", "event", shown["token"])
    assert review.ledger.standing("ada") == {}
    with pytest.raises(DataError, match="no preview"):
        review.bulk("ada", "event", shown["token"])


def test_sent_twice_it_counts_once(review):
    shown = review.bulk_preview("ada", WHERE, "drop")
    first = review.bulk("ada", "event", shown["token"])
    assert review.bulk("ada", "event", shown["token"]) == first
    assert review.sequence == first["saved"]


def test_one_undo_takes_back_all(review):
    first = review.bulk("ada", "e", review.bulk_preview("ada", WHERE, "drop")["token"])
    undone = review.undo("ada", of=first["batch"])["undone"]
    assert len(undone) == first["saved"]
    assert review.queue("ada")["left"] == 300


def test_items_without_a_suggestion_are_left_out(review):
    every, meant = review.table({}, limit=1)["total"], review.table({"suggested": ""})["total"]
    assert review.bulk_preview("ada", {}, "relabel")["n"] == every - meant
    assert review.bulk_preview("ada", {}, "confirm")["n"] == every
    assert review.bulk_preview("ada", {"suggested": ""}, "relabel")["n"] == 0


def test_one_class_for_all(review):
    shown = review.bulk_preview("ada", {"keys": ["item-1", "item-2"]}, "relabel", "class 0003")
    review.bulk("ada", "event", shown["token"])
    stands = review.ledger.standing("ada")
    for key in ("item-1", "item-2"):
        given = review.card(key, "ada")["given"]
        wanted = ("confirm", None) if given == "class 0003" else ("relabel", "class 0003")
        assert (stands[key].verdict, stands[key].new) == wanted


def test_rules_hold_for_many_too(review, monkeypatch):
    with pytest.raises(DataError, match="one of the classes"):
        review.bulk_preview("ada", {}, "relabel", "class 9")
    with pytest.raises(DataError, match="verdict must be one of"):
        review.bulk_preview("ada", {}, "undo")
    monkeypatch.setattr("assay.review.bulk.MOST", 10)
    with pytest.raises(DataError, match=r"at most 10 items.*got 300"):
        review.bulk_preview("ada", {}, "drop")


def test_a_preview_ends(review, monkeypatch):
    shown = review.bulk_preview("ada", WHERE, "drop")
    monkeypatch.setattr("assay.review.bulk.HELD", -1.0)
    with pytest.raises(DataError, match="no preview of that token"):
        review.bulk("ada", "event", shown["token"])


def test_items_somebody_else_was_given_are_decided_too(audit):
    with open_review(audit, light=True, double=0) as review:
        review.queue("ben", limit=100)
        assert review.bulk_preview("ada", {}, "confirm")["n"] == 300
