import json
from hashlib import blake2b

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.errors import DataError
from assay.ledger import VERDICTS, Decision, now
from assay.ledger.line import line_of


def test_the_id_is_the_address_of_what_it_says(decided):
    line = (
        '{"item": "7", "verdict": "relabel", "old": "cat", "new": "dog", "by": "ada", '
        '"at": "2026-01-31T12:00:00.000Z"}'
    )
    one = decided()
    assert line_of(one.plain()) == line
    assert one.id == blake2b(line.encode(), digest_size=16).hexdigest()


@pytest.mark.parametrize(
    "change",
    [
        {"item": "8"}, {"new": "cow"}, {"old": None}, {"by": "ben"}, {"n": 1}, {"why": "a tail"},
        {"field": "y"}, {"finding": "f"}, {"data": "d"}, {"split": "s"}, {"replaces": "r"},
        {"settles": True}, {"event": "e"}, {"batch": "b"}, {"seconds": 1.5},
        {"verdict": "confirm"}, {"verdict": "several", "new": ("a", "b")},
    ],
)  # fmt: skip
def test_the_id_changes_with_every_part(change, decided):
    assert decided(**change).id != decided().id


def test_kinds_of_labels_are_kept_apart(decided):
    assert decided(new=3.0).id == decided(new=3).id != decided(new="3").id
    assert decided(verdict="several", new=["a"]) == decided(verdict="several", new=("a",))
    assert decided(new=-0.0).id == decided(new=0.0).id


def test_what_it_comes_to(decided):
    def comes_to(**parts):
        return decided(**parts).outcome

    assert comes_to(verdict="confirm", old="cat") == comes_to(new="cat", old="dog")
    tags = [comes_to(verdict="several", new=new) for new in (("a", "b"), ("b", "a"))]
    assert tags[0] == tags[1]
    assert comes_to(verdict="several", new=("a",)) == comes_to(new="a")
    assert comes_to(verdict="drop") != comes_to(verdict="ambiguous")
    assert comes_to(verdict="confirm", old=None) != comes_to(new="cat")


@pytest.mark.parametrize(
    ("parts", "rule"),
    [
        ({"verdict": "keep"}, "verdict must be one of relabel"),
        ({"verdict": "relabel"}, "must have one new label"),
        ({"verdict": "relabel", "new": ""}, "must have one new label"),
        ({"verdict": "relabel", "new": ("a", "b")}, "must have one new label"),
        ({"verdict": "relabel", "new": float("nan")}, "finite number"),
        ({"verdict": "relabel", "new": True}, "new must be text"),
        ({"verdict": "several", "new": "a"}, "must be a tuple"),
        ({"verdict": "several", "new": (1, 2)}, "new must be text"),
        ({"verdict": "confirm", "new": "a"}, "confirm takes no new label"),
        ({"verdict": "undo"}, "must say what it takes back"),
        ({"verdict": "drop", "at": "yesterday"}, "at must be a time"),
        ({"verdict": "drop", "seconds": float("inf")}, "seconds must be finite"),
        ({"verdict": "drop", "why": None}, "why must be text"),
        ({"verdict": "drop", "settles": 1}, "settles true or false"),
    ],
)
def test_what_is_no_decision_is_refused(parts, rule):
    with pytest.raises(DataError, match=rule):
        Decision("7", **parts)


def test_parts_that_there_are_not_are_refused():
    with pytest.raises(DataError, match="no such part"):
        Decision.of({"item": "7", "verdict": "drop", "at": now(), "colour": "red"})
    with pytest.raises(DataError, match="must have verdict"):
        Decision.of({"item": "7", "at": now()})


LABELS = st.one_of(
    st.none(), st.text(), st.floats(allow_nan=False, allow_infinity=False),
    st.lists(st.text(), max_size=3).map(tuple),
)  # fmt: skip


@given(
    item=st.text(), old=LABELS, why=st.text(st.characters(exclude_categories=[])), by=st.text(),
    verdict=st.sampled_from([v for v in VERDICTS if v not in ("relabel", "several", "undo")]),
    seconds=st.floats(0, 1e9), settles=st.booleans(),
)  # fmt: skip
def test_a_line_says_all(item, old, why, by, verdict, seconds, settles):
    parts = {"old": old, "why": why, "by": by, "seconds": seconds, "settles": settles}
    one = Decision(item, verdict, **parts)
    line = line_of(one.plain())
    assert "\n" not in line
    assert len(line.splitlines()) == 1
    line.encode()  # half a surrogate pair is written as an escape
    again = Decision.of(json.loads(line))
    assert again == one
    assert again.id == one.id
