import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.errors import DataError, ReadError
from assay.ledger import Decision, Patch

ABOUT = {"data": "blake2b:00", "key": "id", "options": {"label": "y", "id": "id"}, "name": "pets"}


@pytest.fixture
def patch(decided):
    made = (
        decided(10), decided("b", "drop"), decided(9, "several", ("cat", "dog"), split="test"),
        decided("a", "relabel", "é\u2028🐶", why='said "no"\n'),
    )  # fmt: skip
    return Patch(made, **ABOUT)


def test_a_file_by_hand(decided):
    one = decided()
    assert Patch((one,), **ABOUT).text == (
        '{"assay-patch": 1, "name": "pets", "data": "blake2b:00", "key": "id", "field": "label", '
        '"decisions": 1, "verdicts": {"relabel": 1}, "test": 0, "options": {"id": "id", '
        '"label": "y"}}\n'
        '{"item": "7", "verdict": "relabel", "old": "cat", "new": "dog", "by": "ada", "at": '
        f'"2026-01-31T12:00:00.000Z", "id": "{one.id}"}}\n'
    )


def test_items_stand_in_their_order_whole_numbers_by_value(patch):
    assert [one.item for one in patch.decisions] == ["9", "10", "a", "b"]
    assert Patch(patch.decisions[::-1], **ABOUT).text == patch.text


def test_what_is_written_is_read(patch, tmp_path):
    patch.write(tmp_path / "a.jsonl")
    assert Patch.read(tmp_path / "a.jsonl") == patch
    assert len((tmp_path / "a.jsonl").read_bytes().split(b"\n")) == 6
    assert patch.header["test"] == 1
    assert [path.name for path in tmp_path.iterdir()] == ["a.jsonl"]


def test_cut_at_any_byte_it_is_refused_with_the_line(patch):
    data = patch.text.encode()
    for cut in range(len(data)):
        with pytest.raises(ReadError) as caught:
            Patch.parse(data[:cut], "a.jsonl")
        # The line that is cut; where only whole lines are left, the last of them.
        line = data[:cut].count(b"\n") + (not data[:cut].endswith(b"\n"))
        assert caught.value.where == f"a.jsonl, line {max(line, 1)}", cut


def test_a_change_anywhere_is_refused_with_the_line(patch):
    lines = patch.text.splitlines(keepends=True)
    assert len(patch.text.split("\n")) == len(lines) + 1
    for number, line in enumerate(lines[1:], 2):
        for old, new in (("dog", "cow"), ('"item": "', '"item": "x'), ("ada", "eve"), ("Z", "")):
            if old not in line:
                continue
            changed = [*lines[: number - 1], line.replace(old, new, 1), *lines[number:]]
            with pytest.raises(ReadError) as caught:
                Patch.parse("".join(changed), "a.jsonl")
            assert caught.value.where == f"a.jsonl, line {number}"


@pytest.mark.parametrize(
    ("change", "line", "rule"),
    [
        (lambda _: [], 1, "must hold a line about itself"),
        (lambda _: ["item,label\n"], 1, "one JSON object"),
        (lambda _: ["[1]\n"], 1, "one JSON object"),
        (lambda lines: lines[1:], 1, "first line must be of a patch"),
        (lambda lines: [lines[0].replace("patch\": 1", "patch\": 2"), *lines[1:]], 1, "version 1"),
        (lambda lines: [lines[0].replace('"key"', '"lock"'), *lines[1:]], 1, "must say key"),
        (lambda lines: [lines[0].replace('"drop": 1', '"drop": 2'), *lines[1:]], 1, "how many"),
        (lambda lines: [lines[0].replace('"test": 1', '"test": 0'), *lines[1:]], 1, "test split"),
        (lambda lines: lines[:-1], 4, "4 decisions must follow"),
        (lambda lines: [*lines, lines[1]], 6, "one decision an item"),
        (lambda lines: [*lines, "\n"], 6, "one JSON object"),
        (lambda lines: [*lines[:2], lines[2].replace("}", ', "x": 1}'), *lines[3:]], 3, "no such"),
        (lambda lines: [*lines[:2], lines[2].replace("{", '{"item": "q", '), *lines[3:]], 3, "obj"),
        (lambda lines: [*lines[:2], '{"item": "q", "new": NaN}\n', *lines[3:]], 3, "object"),
    ],
)  # fmt: skip
def test_what_is_no_patch_is_refused(patch, change, line, rule):
    text = "".join(change(patch.text.splitlines(keepends=True)))
    with pytest.raises(ReadError, match=rule) as caught:
        Patch.parse(text, "a.jsonl")
    assert caught.value.where == f"a.jsonl, line {line}"


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(ReadError, match="can be read"):
        Patch.read(tmp_path / "none.jsonl")


def test_a_patch_is_of_what_is_settled(ledger, decided):
    ledger.append([
        decided(1, data="d1"), decided(2, "skip"), decided(3, data="d2", n=2),
        decided(4), decided(4, new="cow", by="ben"), decided(5, "confirm"),
    ])  # fmt: skip
    ledger.undo(by="ada", of=decided(1, data="d1").id)
    patch = Patch.of(ledger, key="id")
    assert [one.item for one in patch.decisions] == ["3", "5"]
    assert (patch.data, patch.key, patch.field) == ("d2", "id", "label")


@pytest.mark.parametrize("wrong", [{"verdict": "skip"}, {"field": "y"}, {"item": 8}])
def test_what_has_no_place_in_a_patch(decided, wrong):
    with pytest.raises(DataError):
        Patch((decided(8), decided(**wrong)))


@given(st.dictionaries(st.text(), st.tuples(st.text(), st.text(min_size=1)), max_size=6))
def test_any_text_is_kept(said):
    made = tuple(Decision(item, "relabel", old=o, new=n) for item, (o, n) in said.items())
    patch = Patch(made, options={"label": "y"})
    assert Patch.parse(patch.text) == patch
    assert all(json.loads(line) for line in patch.text.split("\n")[:-1])
