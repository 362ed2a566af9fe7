"""How verdicts count, one by one."""

import numpy as np
import pytest

from assay.ledger import Decision
from assay.review.outcome import is_wrong, of_item, seen

NOW = "2026-01-31T12:00:00.000Z"


def said(verdict, new=None, *, old="cat", by="ann", at=NOW, **more):
    return Decision("7", verdict, old=old, new=new, by=by, at=at, **more)


@pytest.mark.parametrize(
    ("decision", "wrong"),
    [
        (said("confirm"), False),
        (said("relabel", "dog"), True),
        (said("relabel", "cat"), False),
        (said("several", ("cat", "dog")), False),
        (said("several", ("cow", "dog")), True),
        (said("several", ("b", "a"), old=("a", "b")), False),
        (said("several", ("a",), old=("a", "b")), True),
        (said("out-of-scope"), True),
        (said("drop"), True),
        (said("ambiguous"), False),
        (said("relabel", 3.0, old=2.0), True),
    ],
)
def test_what_is_wrong(decision, wrong):
    assert is_wrong(decision) is wrong
    assert of_item([decision]) == (wrong, wrong, decision.verdict == "ambiguous")


@pytest.mark.parametrize(
    ("decisions", "low", "high"),
    [
        ([said("skip")], 0, 1),
        ([said("skip"), said("confirm", by="bob")], 0, 0),
        ([said("relabel", "dog"), said("confirm", by="bob")], 0, 1),
        # They differ on what is right and agree that the given label is not.
        ([said("relabel", "dog"), said("relabel", "cow", by="bob")], 1, 1),
        (
            [
                said("relabel", "dog"),
                said("confirm", by="bob"),
                said("confirm", by="eve", settles=True),
            ],
            0,
            0,
        ),
    ],
)
def test_of_several_reviewers(decisions, low, high):
    assert of_item(decisions)[:2] == (low, high)


def test_items_stand_in_the_order_they_were_first_met():
    early, late = (f"2026-01-31T12:00:0{s}.000Z" for s in (1, 5))
    verdicts = {
        4: {"ann": said("confirm", at=late)},
        9: {
            "ann": said("relabel", "dog", at=late),
            "bob": said("relabel", "dog", by="bob", at=early),
        },
        2: {"ann": said("ambiguous", at=early)},
    }
    found = seen(verdicts)
    assert found.rows.tolist() == [2, 9, 4]
    assert found.low.tolist() == [0, 1, 0]
    assert found.strict().low.tolist() == [1, 1, 0]
    assert found.known.all()
    assert found.first(1).rows.tolist() == [2]
    assert len(seen({}).rows) == 0


def test_nothing_is_known_of_nothing():
    assert not np.any(seen({}).ambiguous)
