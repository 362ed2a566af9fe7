"""What goes out comes back as it was, in every format."""

import json

import pytest

from assay.errors import AssayError
from assay.exchange import FORMATS, bring, export

SUFFIX = {"label-studio": ".json", "doccano": ".jsonl", "argilla": ".json", "coco": ".json",
          "csv": ".csv", "hugging-face": ""}  # fmt: skip
ALL = sorted(FORMATS)


def kinds_of(name):
    return ["image"] if name == "coco" else ["text", "row"]


def out(room, name, folder):
    path = folder / f"out{SUFFIX[name]}"
    told = export(room, name, path)
    assert told["written"] == len(room.items)
    return path


def test_every_format_has_a_suffix_here():
    assert set(SUFFIX) == set(FORMATS)


@pytest.mark.parametrize("name", ALL)
def test_what_nobody_touched_decides_nothing(name, room, tmp_path):
    for kind in kinds_of(name):
        one = room(kind=kind)
        folder = tmp_path / kind
        folder.mkdir()
        told = bring(one, out(one, name, folder), name)
        assert told["new"] == 0
        assert one.ledger.sequence == 0


@pytest.mark.parametrize("name", ALL)
def test_decisions_come_back_into_an_empty_review_and_add_nothing_to_their_own(
    name, room, tmp_path
):
    kind = kinds_of(name)[0]
    one, other = room(kind=kind), room(kind=kind)
    one.decide("ann", "k0", "relabel", "eel", why="clearly", seconds=2.5)
    one.decide("ann", "k1", "confirm")
    one.decide("ann", "k2", "ambiguous")
    path = out(one, name, tmp_path)
    before = one.ledger.sequence
    again = bring(one, path, name)
    assert (again["new"], again["again"]) == (0, 3)
    assert one.ledger.sequence == before
    told = bring(other, path)
    assert (told["new"], told["by"]) == (3, {"ann": 3})
    assert other.stands() == one.stands()
    back = other.ledger.verdicts()["k0"]["ann"]
    assert (back.at, back.why, back.old) == ("2026-01-31T12:00:00.000Z", "clearly", "cat")
    assert bring(other, path)["new"] == 0


@pytest.mark.parametrize("name", ["label-studio", "argilla", "csv"])
def test_several_reviewers_come_back(name, room, tmp_path):
    one, other = room(), room()
    one.decide("ann", "k0", "relabel", "eel")
    one.decide("bob", "k0", "relabel", "dog")
    one.decide("cy", "k0", "drop", settles=True)
    bring(other, out(one, name, tmp_path), name)
    assert other.stands() == one.stands()
    settled, conflicts = other.ledger.settled()
    assert not conflicts
    assert settled["k0"].verdict == "drop"


@pytest.mark.parametrize("name", ALL)
def test_sets_of_tags(name, room, tmp_path):
    tags = {"given": (["cat"], [], ["cat", "eel"])}
    kind = kinds_of(name)[0]
    one, other = (room(truth="any_of", kind=kind, of=dict(tags)) for _ in range(2))
    for room_ in (one, other):
        for item in room_.items:
            item["suggested"] = ["dog", "eel"]
    one.decide("ann", "k0", "several", ("cat", "dog"))
    one.decide("ann", "k2", "confirm")
    bring(other, out(one, name, tmp_path), name)
    assert other.stands() == one.stands()


@pytest.mark.parametrize("name", ["label-studio", "argilla", "csv", "hugging-face"])
def test_numbers(name, room, tmp_path):
    one, other = (
        room(truth="number", classes=[], of={"given": (1.5, 2.0, None)}) for _ in range(2)
    )
    for room_ in (one, other):
        for item in room_.items:
            item["suggested"] = 3.25
    one.decide("ann", "k0", "relabel", 4.125)
    one.decide("ann", "k2", "relabel", -7.0)
    one.decide("ann", "k1", "confirm")
    bring(other, out(one, name, tmp_path), name)
    assert other.stands() == one.stands()


@pytest.mark.parametrize("name", ["doccano", "coco"])
def test_formats_of_classes_refuse_numbers(name, room, tmp_path):
    one = room(truth="number", classes=[], of={"given": (1.5,)}, kind="none")
    with pytest.raises(AssayError, match="no numbers"):
        export(one, name, tmp_path / f"x{SUFFIX[name]}")


@pytest.mark.parametrize("name", ALL)
def test_labels_that_changed_since_are_told(name, room, tmp_path):
    kind = kinds_of(name)[0]
    one, other = room(kind=kind), room(kind=kind)
    one.decide("ann", "k0", "relabel", "eel")
    other.items[0]["given"] = "dog"
    path = out(one, name, tmp_path)
    with pytest.raises(AssayError, match="'cat' when it was sent out and is 'dog' now"):
        bring(other, path, name)
    assert other.ledger.sequence == 0


@pytest.mark.parametrize("name", ALL)
def test_same_bytes_twice_and_only_what_was_asked_for(name, room, tmp_path):
    kind = kinds_of(name)[0]
    one = room(kind=kind)
    one.decide("ann", "k0", "relabel", "eel")
    files = []
    for at in "ab":
        (tmp_path / at).mkdir()
        path = tmp_path / at / f"out{SUFFIX[name]}"
        assert export(one, name, path, {"keys": ["k0", "k2"]})["written"] == 2
        files.append({
            p.relative_to(tmp_path / at): p.read_bytes()
            for p in (tmp_path / at).rglob("*") if p.is_file()
        })  # fmt: skip
    assert files[0] == files[1]
    assert not [p for p in files[0] if ".partial" in p.name]


@pytest.mark.parametrize("name", ALL)
def test_nothing_to_export(name, room, tmp_path):
    one = room(records=[])
    path = tmp_path / f"x{SUFFIX[name]}"
    assert export(one, name, path)["written"] == 0
    assert bring(one, path, name)["read"] == 0


def test_wrong_names_and_places_are_told(room, tmp_path):
    one = room()
    with pytest.raises(AssayError, match=r"no format 'cocoa'.*Did you mean 'coco'"):
        export(one, "cocoa", tmp_path / "x.json")
    with pytest.raises(AssayError, match=r"must end in \.jsonl.*Name it x\.jsonl"):
        export(one, "doccano", tmp_path / "x.txt")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").touch()
    with pytest.raises(AssayError, match="must be empty"):
        export(one, "hugging-face", tmp_path / "full")
    with pytest.raises(AssayError, match="got a folder"):
        export(one, "csv", tmp_path / "full")
    with pytest.raises(AssayError, match="about pictures"):
        export(one, "coco", tmp_path / "x.json")
    with pytest.raises(AssayError, match="must be there"):
        bring(one, tmp_path / "nowhere.csv")
    (tmp_path / "x.md").write_text("# hello")
    with pytest.raises(AssayError, match=r"of a tool that is known.*--format"):
        bring(one, tmp_path / "x.md")


def test_strangers_are_left_out_and_told(room, tmp_path):
    one = room()
    path = tmp_path / "x.csv"
    path.write_text("item,new\nk0,dog\nghost,cat\n")
    told = bring(one, path)
    assert (told["new"], told["left_out"], told["unknown"]) == (1, 1, ["ghost"])
    path.write_text("item,new\nghost,dog\n")
    with pytest.raises(AssayError, match="must be items of the review; got none of 1"):
        bring(one, path)


def test_formats_are_told_apart(room, tmp_path):
    from assay.exchange.bring import _guessed

    for name in ALL:
        one = room(kind=kinds_of(name)[0])
        folder = tmp_path / name
        folder.mkdir()
        assert _guessed(out(one, name, folder)).name == name


def test_json_holds_no_raw_line_ends(room, tmp_path):
    path = out(room(), "label-studio", tmp_path)
    assert "\u2028" not in path.read_text("utf-8")
    assert len(json.loads(path.read_text("utf-8"))) == 4
