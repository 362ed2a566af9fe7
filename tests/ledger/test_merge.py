from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.errors import DataError
from assay.ledger import Decision, Patch, merge

PEOPLE = {"ada": 0, "ben": 1, "eve": 2}


def patches(n):
    """Some patches on a few items by some people."""
    one = st.builds(
        lambda new, by, settles: ("relabel", new, by, settles),
        st.sampled_from(["cat", "dog"]), st.sampled_from(list(PEOPLE)),
        st.booleans(),
    )  # fmt: skip
    sides = st.dictionaries(st.sampled_from("1234"), one, max_size=4)
    return st.lists(sides.map(_patch), min_size=n, max_size=n)


def _patch(said):
    return Patch(
        tuple(
            Decision(
                item, verdict, old="cow", new=new, by=by, settles=settles,
                at=f"2026-01-31T12:00:00.00{PEOPLE[by]}Z",
            )
            for item, (verdict, new, by, settles) in said.items()
        )
    )  # fmt: skip


def of(decided, **said):
    return Patch(tuple(decided(item, new=new) for item, new in said.items()))


@given(patches(3))
def test_the_order_makes_no_difference(three):
    made = [merge(order) for order in permutations(three)]
    assert all(one == made[0] for one in made)
    assert all(one.patch.text == made[0].patch.text for one in made)


@given(patches(1))
def test_a_patch_with_itself_is_itself(one):
    assert merge([*one, *one]).patch.text == merge(one).patch.text == one[0].text
    assert merge([*one, *one]).conflicts == ()


@given(patches(2))
def test_nothing_is_lost_and_nothing_guessed(two):
    made = merge(two)
    there = {one.item for patch in two for one in patch.decisions}
    kept = {one.item: one for one in made.patch.decisions}
    assert kept.keys() | {c.item for c in made.conflicts} == there
    assert not kept.keys() & {c.item for c in made.conflicts}
    for item in there:
        said = [one for patch in two for one in patch.decisions if one.item == item]
        weighty = [one for one in said if one.settles] or said
        if item in kept:
            assert kept[item] in weighty
            assert len({one.new for one in weighty}) == 1
        else:
            assert len({one.new for one in weighty}) == 2


@given(patches(2))
def test_who_is_preferred_is_believed(two):
    made = merge(two, prefer=two[0])
    assert made.conflicts == ()
    first = {one.item: one for one in two[0].decisions}
    for conflict in merge(two).conflicts:
        assert first[conflict.item] in made.patch.decisions


@given(patches(2))
def test_with_the_base_only_changes_count(two):
    base, one = two
    assert merge([base, one], base=base).patch.text == one.text
    assert merge([one, one], base=base).patch.text == one.text
    assert merge([base, one], base=base).conflicts == ()


def test_three_way_by_hand(decided):
    base = of(decided, a="cat", b="cat", c="cat", d="cat")
    ours = of(decided, a="dog", b="cat", c="dog", e="hen")
    theirs = of(decided, a="cat", b="pig", c="cow")
    made = merge([ours, theirs], base=base)
    assert {one.item: one.new for one in made.patch.decisions} == {
        "a": "dog",
        "b": "pig",
        "e": "hen",
    }
    (conflict,) = made.conflicts
    assert {one.new for one in conflict.decisions} == {"dog", "cow"}
    taken_out = merge([of(decided, a="dog"), Patch()], base=of(decided, a="cat"))
    assert [c.item for c in taken_out.conflicts] == ["a"]
    assert merge([Patch(), base], base=base).patch.decisions == ()


def test_the_same_label_by_two_is_one_decision(decided):
    ada, ben = decided(new="dog"), decided(new="dog", by="ben", n=1)
    made = merge([Patch((ben,)), Patch((ada,))])
    assert made.patch.decisions == (ada,)


def test_one_that_replaces_another_stands(decided):
    monday = decided(new="dog")
    tuesday = decided(new="cow", n=1, replaces=monday.id)
    assert merge([Patch((monday,)), Patch((tuesday,))]).patch.decisions == (tuesday,)
    again = decided(new="cow", n=1)
    assert merge([Patch((monday,)), Patch((again,))]).conflicts[0].decisions == (monday, again)


@pytest.mark.parametrize(
    ("other", "rule"),
    [({"data": "d2"}, "same data"), ({"key": "k"}, "one column"), ({"field": "f"}, "one field")],
)
def test_patches_of_other_data_are_refused(other, rule):
    with pytest.raises(DataError, match=rule):
        merge([Patch(data="d1"), Patch(**{"data": "d1", **other})])
    with pytest.raises(DataError, match="must be a patch"):
        merge([])
