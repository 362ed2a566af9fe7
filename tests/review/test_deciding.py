import pytest

from assay.errors import DataError
from assay.review import open_review
from assay.review.deciding import seconds_of


def said(key, verdict, event="1", **more):
    return {"event": event, "key": key, "verdict": verdict, **more}


def refused(review, *sent):
    made = review.decide("ada", list(sent))
    assert made["saved"] == []
    return made["refused"][0]["error"]


def test_a_decision_holds_what_the_item_was(review):
    card = next(c for c in review.queue("ada", limit=100)["items"] if c["suggested"])
    sent = said(card["key"], "relabel", new=card["suggested"], why="because", finding="made-up")
    made = review.decide("ada", [sent | {"seconds": 2.5}])
    assert made["refused"] == []
    (seq, one), *_ = review.ledger.history()
    assert made["saved"] == [
        {"event": "1", "id": one.id, "seq": seq, "key": card["key"], "verdict": "relabel"}
    ]
    assert (one.item, one.old, one.new) == (card["key"], card["given"], card["suggested"])
    assert (one.by, one.why, one.finding, one.seconds) == ("ada", "because", "made-up", 2.5)
    assert (one.field, one.split, one.data) == (
        "label",
        card["split"],
        review.info()["digest"],
    )
    assert review.card(card["key"], "ada")["decision"]["new"] == card["suggested"]
    assert review.history(card["key"])[0]["seq"] == seq


def test_the_same_event_counts_once(review):
    first = review.decide("ada", [said("item-1", "confirm")])
    again = review.decide("ada", [said("item-1", "confirm")])
    assert first == again
    assert len(review.history()) == 1


def test_an_event_cannot_stand_for_two_decisions(review):
    review.decide("ada", [said("item-1", "confirm")])
    made = review.decide("ada", [said("item-2", "drop"), said("item-3", "drop", event="2")])
    assert [one["key"] for one in made["saved"]] == ["item-3"]
    assert [one["key"] for one in made["refused"]] == ["item-2"]
    assert "an event must stand for one decision" in made["refused"][0]["error"]["rule"]


def test_to_pick_the_given_label_is_to_keep_it(review):
    given = review.card("item-1", "ada")["given"]
    made = review.decide("ada", [said("item-1", "relabel", new=given)])
    assert made["saved"][0]["verdict"] == "confirm"


def test_what_breaks_a_rule_is_refused_and_the_rest_is_saved(review):
    made = review.decide(
        "ada",
        [
            said("item-1", "confirm"),
            said("item-2", "relabel", event="2", new="class 9999"),
            said("no such", "confirm", event="3"),
        ],
    )
    assert [one["event"] for one in made["saved"]] == ["1"]
    assert [one["event"] for one in made["refused"]] == ["2", "3"]
    assert review.queue("ada")["left"] == 299


@pytest.mark.parametrize(
    ("sent", "rule"),
    [
        (said("item-1", "undo"), "verdict must be one of"),
        (said("item-1", "relabel"), "a label must be one of the classes"),
        (said("item-1", "relabel", new=3), "a label must be one of the classes"),
        (said("item-1", "several", new="class 0001"), "several labels must be a list"),
        (said("item-1", "several", new=["class 0001"] * 2), "several labels must be two or more"),
        (said("item-1", "several", new=["class 0001", "x"]), "a label must be one of the classes"),
        (said("item-1", "confirm", event=""), "every decision must have an event"),
        (said("item-1", "confirm", event="a" * 241), "every decision must have an event"),
        (said("item-1", "confirm", event=7), "every decision must have an event"),
        (said("item-1", "drop", settles=True), "only what reviewers disagree on can be settled"),
        ({"event": "1", "verdict": "drop"}, "there is no item ''"),
    ],
)
def test_refusals_say_which_rule_was_broken(review, sent, rule):
    assert rule in refused(review, sent)["rule"]


def test_several_labels_hold(review):
    review.decide("ada", [said("item-1", "several", new=["class 0001", "class 0000"])])
    assert review.card("item-1", "ada")["decision"]["new"] == ["class 0001", "class 0000"]


def test_undo_brings_back_what_stood(review):
    review.decide("ada", [said("item-1", "drop")])
    review.decide("ada", [said("item-1", "ambiguous", event="2")])
    undone = review.undo("ada")["undone"]
    assert [one["key"] for one in undone] == ["item-1"]
    assert review.card("item-1", "ada")["decision"]["verdict"] == "drop"
    assert review.queue("ada")["left"] == 299
    review.undo("ada", of=review.history("item-1")[0]["id"])
    assert review.card("item-1", "ada")["decision"] is None
    assert review.queue("ada")["left"] == 300
    assert review.undo("ada") == {"undone": []}


def test_an_undo_that_is_sent_twice_counts_once(review):
    review.decide("ada", [said("item-1", "drop")])
    review.decide("ada", [said("item-2", "drop", event="2")])
    assert review.undo("ada", event="u") == review.undo("ada", event="u")
    assert review.queue("ada")["left"] == 299


def test_nobody_undoes_what_another_decided(review):
    made = review.decide("ada", [said("item-1", "drop")])
    with pytest.raises(DataError, match="reviewers take back what they decided themselves"):
        review.undo("ben", of=made["saved"][0]["id"])


def test_decisions_stay_when_the_review_is_closed(audit):
    with open_review(audit, light=True) as review:
        review.decide("ada", [said("item-1", "drop")])
    with open_review(audit, light=True) as review:
        assert review.queue("ada")["left"] == 299
        assert review.state.names == ["ada"]


def test_another_process_is_noticed(audit):
    with open_review(audit, light=True, double=0) as one, open_review(audit, light=True) as other:
        other.decide("ben", [said("item-1", "drop")])
        assert one.table({"keys": ["item-1"]})["rows"][0]["verdict"] == "drop"
        assert one.queue("ada")["left"] == 299
        other.undo("ben")
        assert one.queue("ada")["left"] == 300


def test_decisions_on_items_of_other_data_are_set_aside(review):
    from assay.ledger import Decision

    review.ledger.append([Decision("elsewhere", "drop", by="ada")])
    assert review.queue("ada")["left"] == 300
    assert review.state.strange == 1


def test_seconds_are_those_of_a_look():
    values = (None, "3", True, float("nan"), -1, 3, 1e9)
    assert [seconds_of(v) for v in values] == [0, 0, 0, 0, 0, 3, 86_400]
