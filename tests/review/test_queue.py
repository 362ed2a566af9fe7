import numpy as np
import pytest

from assay.errors import DataError, SettingError, UnknownName
from assay.review.cards import one_after_another
from assay.review.leases import HELD, Leases


def keys(page):
    return [card["key"] for card in page["items"]]


def decide(review, by, key, verdict="confirm", **more):
    made = review.decide(
        by, [{"event": f"{by} {key} {verdict}", "key": key, "verdict": verdict, **more}]
    )
    assert not made["refused"]
    return made["saved"][0]


def every(review, by, **asked):
    found, after = [], None
    while True:
        page = review.queue(by, after=after, **asked)
        found += page["items"]
        after = page["next"]
        if after is None:
            return found


def test_pages_hold_every_item_once_most_likely_wrong_first(review):
    cards = every(review, "ada", limit=37)
    assert len({card["key"] for card in cards}) == 300
    doubt = [card["p_wrong"] for card in cards]
    assert doubt == sorted(doubt, reverse=True)
    assert review.queue("ada")["left"] == 300


def test_every_order_is_a_permutation(review):
    for order in review.info()["orders"]:
        assert sorted(c["row"] for c in every(review, "ada", order=order["name"], limit=100)) == [
            *range(300)
        ]
    rows = [card["row"] for card in review.queue("ada", order="order")["items"]]
    assert rows == [*range(20)]


def test_pages_do_not_shift_when_items_before_are_decided(review):
    first = review.queue("ada", limit=10)
    second = keys(review.queue("ada", after=first["next"], limit=10))
    for key in keys(first):
        decide(review, "ada", key)
    assert keys(review.queue("ada", after=first["next"], limit=10)) == second
    assert keys(review.queue("ada", limit=10)) == second


def test_what_was_decided_or_skipped_is_not_asked_again(review):
    first, second, third = keys(review.queue("ada", limit=3))
    decide(review, "ada", first, "skip")
    decide(review, "ada", second)
    assert keys(review.queue("ada", limit=1)) == [third]
    assert review.queue("ada")["left"] == 298
    # Who skipped has no opinion: others are asked.
    assert first in keys(review.queue("ben", limit=100))
    assert second not in keys(review.queue("ben", limit=100))


def test_two_reviewers_get_different_items(review):
    ada = keys(review.queue("ada", limit=20))
    ben = keys(review.queue("ben", limit=20))
    assert not set(ada) & set(ben)
    assert review.info()["present"] == [{"name": "ada", "holds": 20}, {"name": "ben", "holds": 20}]
    # Beginning anew lets go of what one held.
    review.queue("ada", where={"class": "class 0000"}, limit=1)
    assert set(keys(review.queue("ben", limit=40))) & set(ada)


def test_items_are_held_ten_minutes():
    now = [0.0]
    leases = Leases(lambda: now[0])
    leases.take("ada", np.array([1, 3]))
    assert leases.of_others("ben", 5).tolist() == [False, True, False, True, False]
    assert not leases.of_others("ada", 5).any()
    leases.drop("ada", [3])
    now[0] = HELD - 1
    assert leases.of_others("ben", 5).nonzero()[0].tolist() == [1]
    now[0] = HELD + 1
    assert not leases.of_others("ben", 5).any()
    assert leases.present() == {}


def test_shared_items_are_seen_by_two_and_no_more(shared_review):
    review = shared_review
    key = keys(review.queue("ada", limit=1))[0]
    assert keys(review.queue("ben", limit=1)) == [key]
    decide(review, "ada", key)
    assert key not in keys(review.queue("ada", limit=100))
    assert keys(review.queue("ben", where={"state": "double"})) == [key]
    assert keys(review.queue("ada", where={"state": "double"})) == []
    decide(review, "ben", key)
    assert key not in keys(review.queue("eve", limit=100))


def test_about_the_stated_share_is_shared(audit):
    from assay.review import open_review

    with open_review(audit, light=True, double=0.1) as review:
        assert 15 <= np.count_nonzero(review.filters.shared) <= 47


def test_others_are_hidden_until_one_has_decided(shared_review):
    review = shared_review
    decide(review, "ada", "item-5", "relabel", new="class 0001")
    before = review.card("item-5", "ben")
    assert before["others"] == []
    assert before["decision"] is None
    decide(review, "ben", "item-5", "ambiguous")
    after = review.card("item-5", "ben")
    assert [one["by"] for one in after["others"]] == ["ada"]
    assert after["decision"]["verdict"] == "ambiguous"


def test_disagreements_are_shown_openly_and_settled(shared_review):
    review = shared_review
    decide(review, "ada", "item-5", "drop")
    decide(review, "ben", "item-5", "ambiguous")
    decide(review, "ada", "item-6", "drop")
    decide(review, "ben", "item-6", "drop")
    cards = review.queue("eve", where={"state": "disagreed"})["items"]
    assert [card["key"] for card in cards] == ["item-5"]
    assert [one["verdict"] for one in cards[0]["others"]] == ["drop", "ambiguous"]
    assert [c["key"] for c in review.disagreements()["items"]] == ["item-5"]
    decide(review, "eve", "item-5", "confirm", settles=True)
    assert review.disagreements()["items"] == []
    assert review.table({"keys": ["item-5"]})["rows"][0]["verdict"] == "confirm"


def test_filters_agree_with_a_slow_look(review):
    other = next(c for c in review.index.classes if c != review.card("item-3", "ada")["given"])
    decide(review, "ada", "item-3", "relabel", new=other)
    decide(review, "ada", "item-4", "skip")
    cards = {c["key"]: c for c in every(review, "zoe", order="order", limit=100)}
    cards |= {key: review.card(key, "zoe") for key in ("item-3", "item-4")}
    slow = {
        "class": ({"class": "class 0002"}, lambda c: c["given"] == "class 0002"),
        "suggested": ({"suggested": "class 0001"}, lambda c: c["suggested"] == "class 0001"),
        "none": ({"suggested": ""}, lambda c: c["suggested"] is None),
        "split": ({"split": "test"}, lambda c: c["split"] == "test"),
        "finding": ({"finding": "made-up"}, lambda c: "made-up" in c["findings"]),
        "flagged": ({"finding": "flagged"}, lambda c: "flagged" in c["findings"]),
        "both": (
            {"class": "class 0001", "split": "train", "finding": "flagged"},
            lambda c: (c["given"], c["split"]) == ("class 0001", "train") and c["reason"],
        ),
        "text": ({"text": "ITEM-12"}, lambda c: "item-12" in c["key"]),
        "words": (
            {"text": "refund PARCEL"},
            lambda c: "refund" in c["content"]["text"] and "parcel" in c["content"]["text"],
        ),
        "phrase": ({"text": '"refund parcel"'}, lambda c: "refund parcel" in c["content"]["text"]),
        "keys": ({"keys": ["item-9", "item-8", "no such"]}, lambda c: c["row"] in (8, 9)),
        "decided": ({"state": "decided"}, lambda c: c["key"] == "item-3"),
        "open": ({"state": "open"}, lambda c: c["key"] != "item-3"),
        "verdict": ({"verdict": "skip"}, lambda c: c["key"] == "item-4"),
        "reviewer": ({"reviewer": "ada"}, lambda c: c["key"] in ("item-3", "item-4")),
        "by": ({"reviewer": "ada", "verdict": "relabel"}, lambda c: c["key"] == "item-3"),
        "nobody": ({"reviewer": "who"}, lambda c: not c),
    }
    for name, (where, meant) in slow.items():
        table = review.table(where, limit=1000)
        wanted = {key for key, card in cards.items() if meant(card)}
        assert {row["key"] for row in table["rows"]} == wanted, name
        assert table["total"] == len(wanted), name


def test_table_goes_on_where_it_ended(review):
    first = review.table({"split": "test"}, sort="order", limit=5)
    second = review.table({"split": "test"}, sort="order", limit=1000, after=first["next"])
    rows = [row["row"] for row in first["rows"] + second["rows"]]
    assert rows == sorted(set(rows))
    assert len(rows) == first["total"] == second["total"]
    assert second["next"] is None


@pytest.mark.parametrize(
    ("where", "error", "words"),
    [
        ({"class": "clas 0001"}, UnknownName, "Did you mean 'class 0001'"),
        ({"split": "tests"}, UnknownName, "Did you mean 'test'"),
        ({"finding": "nothing"}, UnknownName, "no finding"),
        ({"state": "opened"}, UnknownName, "Did you mean 'open'"),
        ({"verdict": "kept"}, UnknownName, "no verdict"),
        ({"cluster": 3}, SettingError, "no clusters"),
        ({"colour": "red"}, UnknownName, "no filter"),
        ({"source": "w1"}, UnknownName, "no source"),
    ],
)
def test_wrong_filters_are_told(review, where, error, words):
    with pytest.raises(error, match=words):
        review.table(where)


def test_wrong_pages_orders_and_names_are_told(review):
    with pytest.raises(SettingError, match="where the one before it ended"):
        review.queue("ada", after="x1")
    with pytest.raises(UnknownName, match="Did you mean 'likely'"):
        review.queue("ada", order="likly")
    with pytest.raises(UnknownName, match="no item 'item-999'"):
        review.card("item-999", "ada")
    for name in ("", "  ", "a" * 81, "a\u202eb"):
        with pytest.raises(DataError, match="reviewer's name"):
            review.queue(name)


def test_a_walk_finds_what_a_scan_finds():
    rng = np.random.default_rng(0)
    for n, share, limit in ((1, 1.0, 3), (50_000, 0.0001, 3), (50_000, 0.5, 20), (9000, 0.0, 5)):
        order, mask = rng.permutation(n).astype(np.int32), rng.random(n) < share
        found, place = [], 0
        while True:
            rows, place = one_after_another(order, mask, place, limit)
            found += rows.tolist()
            if len(rows) < limit:
                break
        assert found == order[mask[order]].tolist()
