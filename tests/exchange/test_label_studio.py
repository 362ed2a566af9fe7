"""Label Studio: what it shows, what it sends back, and what nobody should send."""

import json
from xml.etree import ElementTree

import pytest

from assay.errors import AssayError
from assay.exchange import bring, export


def tasks(room, tmp_path, **more):
    export(room, "label-studio", tmp_path / "t.json", **more)
    return json.loads((tmp_path / "t.json").read_text("utf-8"))


def choice(value, control="label", **more):
    return {"id": "x", "from_name": control, "to_name": "item", "type": "choices",
            "value": {"choices": value}, **more}  # fmt: skip


def annotation(value, by=1, **more):
    result = value if isinstance(value, list) and value and isinstance(value[0], dict) else None
    return {
        "id": 5, "completed_by": by, "result": result or [choice(value)], "was_cancelled": False,
        "ground_truth": False, "created_at": "2026-03-09T22:16:08.728353Z",
        "updated_at": "2026-03-09T23:16:08.728353Z", "lead_time": 4.288, **more,
    }  # fmt: skip


def brought(room, tmp_path, given, **more):
    path = tmp_path / "export.json"
    path.write_text(json.dumps(given))
    return bring(room, path, **more)


def test_the_interface_is_xml_and_names_what_tasks_hold(room, tmp_path):
    classes = ["a & b", 'say "x"', "<i>", "🐈", "it's", "عربي"]
    one = room(classes=classes, of={"given": ("🐈", "<i>")})
    one.items[0]["suggested"], one.items[1]["suggested"] = "a & b", None
    made = tasks(one, tmp_path)
    top = ElementTree.parse(tmp_path / "t.xml").getroot()
    label = next(c for c in top.iter("Choices") if c.get("name") == "label")
    assert [c.get("value") for c in label.iter("Choice")] == classes
    assert (label.get("choice"), label.get("layout")) == ("single", None)
    for tag in top.iter():
        value = tag.get("value", "")
        if value.startswith("$"):
            assert value[1:] in made[0]["data"]
    names = {tag.get("name") for tag in top.iter()}
    assert {tag.get("toName") for tag in top.iter() if tag.get("toName")} <= names
    first, second = (one["predictions"][0] for one in made)
    assert (first["model_version"], first["result"][0]["value"]) == (
        "assay", {"choices": ["a & b"]}
    )  # fmt: skip
    assert first["result"][0]["from_name"] in names
    assert (first["score"], second["score"]) == (0.0, 0.9)
    assert made[0]["data"]["assay_question"].startswith("Label: 🐈 (0% wrong). Suggested: a & b: ")


def test_a_thousand_classes_are_a_list_and_tags_are_several(room, tmp_path):
    many = [f"c{i}" for i in range(1000)]
    one = room(truth="any_of", classes=many, of={"given": (["c1"],)}, field="topic")
    tasks(one, tmp_path)
    label = next(ElementTree.parse(tmp_path / "t.xml").getroot().iter("Choices"))
    assert [label.get(n) for n in ("name", "choice", "layout")] == ["topic", "multiple", "select"]


def test_pictures_and_tables_are_shown(room, tmp_path):
    picture = tasks(room(kind="image"), tmp_path)[0]["data"]["image"]
    assert picture.startswith("data:image/png;base64,")
    assert "$image" in (tmp_path / "t.xml").read_text()
    cells = tasks(room(kind="row"), tmp_path)[1]["data"]["cells"]
    assert cells["age"] == 1
    assert 'value="$cells"' in (tmp_path / "t.xml").read_text()


def test_several_people_cancelled_ground_truth_time_and_notes(room, tmp_path):
    """What Label Studio itself writes: numbers or objects for people, ids made anew."""
    one = room()
    given = tasks(one, tmp_path)
    note = {"from_name": "note", "to_name": "item", "type": "textarea",
            "value": {"text": ["look at the tail", "twice"]}}  # fmt: skip
    said = [
        [annotation(["dog"], by={"id": 3, "email": "eve@x.org"}),
         annotation([choice(["cat"]), note], by=7), annotation([], by=9, was_cancelled=True)],
        [annotation(["eel"], by=7, ground_truth=True)],
        [annotation([choice(["out of scope"], "verdict")], by=7)],
        [annotation(["cat", "dog"], by=7), annotation([choice([])], by=8)],
    ]  # fmt: skip
    for number, (task, annotations) in enumerate(zip(given, said, strict=True)):
        task |= {"id": 9000 + number, "annotations": annotations, "drafts": [], "project": 3}
    told = brought(one, tmp_path, given)
    assert (told["read"], told["new"], told["empty"]) == (7, 6, 1)
    assert one.stands() == {
        ("k0", "eve@x.org"): ("relabel", "dog"), ("k0", "7"): ("confirm", None),
        ("k0", "9"): ("skip", None), ("k1", "7"): ("relabel", "eel"),
        ("k2", "7"): ("out-of-scope", None), ("k3", "7"): ("several", ("cat", "dog")),
    }  # fmt: skip
    stood = one.ledger.verdicts()
    mine = stood["k0"]["7"]
    assert (mine.why, mine.seconds) == ("look at the tail\ntwice", 4.288)
    assert (mine.at, mine.data) == ("2026-03-09T23:16:08.728Z", "blake2b:00")
    assert (stood["k1"]["7"].settles, stood["k3"]["7"].split) == (True, "test")
    assert brought(one, tmp_path, given)["new"] == 0
    given[0]["annotations"][0]["result"][0]["value"]["choices"] = ["eel"]
    assert brought(one, tmp_path, given)["new"] == 1


def test_of_two_by_one_person_the_later_counts(room, tmp_path):
    one = room()
    given = tasks(one, tmp_path)[:1]
    late, early = annotation(["eel"]), annotation(["dog"], updated_at="2026-01-01T00:00:00Z")
    given[0]["annotations"] = [late, early]
    brought(one, tmp_path, given)
    assert one.stands() == {("k0", "1"): ("relabel", "eel")}
    given[0]["annotations"] = [annotation(["dog"]), annotation(["eel"])]
    with pytest.raises(AssayError, match="'1' says two things of one item"):
        brought(room(), tmp_path, given)


def test_a_project_of_their_own_goes_by_id_and_by_its_one_control(room, tmp_path):
    one = room()
    for number, item in enumerate(one.items):
        item["key"] = str(40 + number)

    def said(number, *labels):
        made = [annotation([choice([label], "sentiment")]) for label in labels]
        return {"id": number, "data": {"text": "a"}, "annotations": made}

    given = [said(40, "dog"), said(99, "cat"), said(41)]
    told = brought(one, tmp_path, given)
    assert (told["new"], told["unknown"]) == (1, ["99"])
    assert one.stands() == {("40", "1"): ("relabel", "dog")}
    given[1]["annotations"] = [annotation([choice(["dog"], "other")])]
    with pytest.raises(AssayError, match=r"one control.*'sentiment', 'other'"):
        brought(one, tmp_path, given)


def test_numbers_and_ratings(room, tmp_path):
    one = room(truth="number", classes=[], of={"given": (1.5, 2.0)})
    given = tasks(one, tmp_path)
    number = {"from_name": "label", "to_name": "item", "type": "number", "value": {"number": 3}}
    rating = number | {"type": "rating", "value": {"rating": 2}}
    given[0]["annotations"] = [annotation([number])]
    given[1]["annotations"] = [annotation([rating])]
    brought(one, tmp_path, given)
    assert one.stands() == {("k0", "1"): ("relabel", 3.0), ("k1", "1"): ("confirm", None)}


HOSTILE = [
    (lambda t: t.__setitem__("data", None), "task 1: not a task"),
    (lambda t: t.__setitem__("annotations", {"a": 1}), "task 1: not a task"),
    (lambda t: t["data"].pop("assay_key"), "task 1: assay_key is not there"),
    (lambda t: t["annotations"].append("yes"), "annotation 2: not an object but text"),
    (lambda t: t["annotations"][0].__setitem__("result", "dog"), "result must be a list"),
    (lambda t: t["annotations"][0].__setitem__("result", [None]), "result must be a list"),
    (lambda t: t["annotations"][0]["result"][0].__setitem__("value", ["dog"]), "result must be"),
    (lambda t: t["annotations"][0]["result"][0]["value"].__setitem__("choices", ["dgo"]),
     "annotation 1: there is no class 'dgo'; did you mean 'dog'"),
    (lambda t: t["annotations"][0]["result"][0]["value"].__setitem__("choices", [{"a": 1}]),
     "an object where the name of a class should be"),
    (lambda t: t["annotations"][0]["result"][0]["value"].__setitem__("choices", [None, "cat"]),
     "null where the name of a class should be"),
]  # fmt: skip


@pytest.mark.parametrize(("spoil", "words"), HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_tasks_are_told_by_place_and_nothing_is_taken(room, tmp_path, spoil, words):
    one = room()
    given = tasks(one, tmp_path)
    for number, task in enumerate(given):
        task |= {"id": number + 1, "annotations": [annotation(["dog"])]}
    spoil(given[0])
    with pytest.raises(AssayError, match="Nothing was taken") as error:
        brought(one, tmp_path, given, format="label-studio")
    assert words in str(error.value)
    assert one.ledger.sequence == 0


@pytest.mark.parametrize(
    "strange",
    [
        {"completed_by": [1, {"a": 2}], "lead_time": "inf", "created_at": 10**400},
        {"completed_by": None, "lead_time": -3, "updated_at": "0001-01-01T00:00:00+23:59"},
        {"completed_by": {"email": "a" * 10_000}, "lead_time": 1e308, "ground_truth": "yes"},
        {"was_cancelled": 0, "result": [choice(["dog"], meta={"assay": {"event": 5}})]},
        {"result": [choice(["dog"], meta=7), {"type": "textarea", "value": {"text": {"a": 1}}}]},
    ],
)
def test_strange_but_harmless_parts_are_taken(room, tmp_path, strange):
    one = room()
    given = tasks(one, tmp_path)[:1]
    given[0]["annotations"] = [annotation(["dog"]) | strange]
    assert brought(one, tmp_path, given)["new"] == 1
    (found,) = one.ledger.verdicts()["k0"].values()
    assert (found.verdict, found.new) == ("relabel", "dog")
    assert 0 <= found.seconds < 1e9


@pytest.mark.parametrize(
    "text", ["[" * 100_000, "[1, 2", '{"a": ', "\x00", "[" + '{"id":1,' * 5000, "null"]
)
def test_what_is_no_json_is_told(room, tmp_path, text):
    path = tmp_path / "x.json"
    path.write_text(text)
    with pytest.raises(AssayError):
        bring(room(), path, "label-studio")
    with pytest.raises(AssayError):
        bring(room(), path)
