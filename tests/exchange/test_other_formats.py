"""doccano, Argilla, Hugging Face, COCO, CSV: as they are written, and as they shouldn't be."""

import csv
import json
from dataclasses import replace

import pytest

from assay.errors import AssayError
from assay.exchange import bring, export
from assay.exchange.cells import freed, guarded


def lines(path):
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def put(path, rows):
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return path


def sent(room, format_, path):
    export(room, format_, path)
    return json.loads(path.read_text("utf-8")) if path.suffix == ".json" else lines(path)


# doccano


def test_doccano_a_file_a_user(room, tmp_path):
    one = room()
    rows = sent(one, "doccano", tmp_path / "out.jsonl")
    assert all(row["label"] == [] for row in rows)
    folder = tmp_path / "unzipped"
    folder.mkdir()
    said = {"ann": [["dog"], ["dog"], [], ["cat", "eel"]], "bob": [["cat"], ["drop"], [], []]}
    for user, labels in said.items():
        put(folder / f"{user}.jsonl", [
            {"id": 5 + n, **row, "label": label, "Comments": ["hm"]}
            for n, (row, label) in enumerate(zip(rows, labels, strict=True))
        ])  # fmt: skip
    put(folder / "all.jsonl", [{**row, "label": ["eel"]} for row in rows])
    told = bring(one, folder)
    assert one.stands() == {
        ("k0", "ann"): ("relabel", "dog"), ("k1", "ann"): ("confirm", None),
        ("k3", "ann"): ("several", ("cat", "eel")), ("k0", "bob"): ("confirm", None),
        ("k1", "bob"): ("drop", None),
    }  # fmt: skip
    assert (told["new"], told["empty"]) == (5, 3)
    assert one.ledger.verdicts()["k0"]["ann"].why == "hm"


def test_doccano_annotations_with_users_and_old_metadata(room, tmp_path):
    one = room()
    meta = {"assay_key": "k0", "assay_given": "cat"}
    path = put(tmp_path / "x.jsonl", [
        {"id": 1, "text": "t", "meta": meta,
         "annotations": [{"label": "dog", "user": 1}, {"label": "cat", "user": 2}]},
        {"id": 2, "text": "t", "metadata": {"assay_key": "k1"}, "label": "eel"},
    ])  # fmt: skip
    bring(one, path, by="boss")
    assert one.stands() == {
        ("k0", "1"): ("relabel", "dog"), ("k0", "2"): ("confirm", None),
        ("k1", "boss"): ("relabel", "eel"),
    }  # fmt: skip


def test_doccano_what_is_wrong_is_told_by_line(room, tmp_path):
    one = room()
    path = tmp_path / "x.jsonl"
    path.write_text(
        '{"text": "a", "assay_key": "k0", "label": ["dog"]}\n'
        "\n"
        '{"text": "a", "assay_key": "k1", "label": [[0, 3, "dog"]]}\n'
        '{"text": "a", "label": ["dog"]}\n'
        '{"text": "a", "assay_key": "k2", "label": ["cow"]}\n'
        "{nonsense\n"
        "[1]\n"
        '{"text": "a", "assay_key": "k2", "annotations": [{"user": 1}]}\n'
    )
    with pytest.raises(AssayError) as error:
        bring(one, path)
    words = str(error.value)
    assert "line 3: labels must be of whole texts, not a list" in words
    assert "line 4: assay_key is not there" in words
    assert "line 6: not JSON" in words
    assert "line 7: not an object but a list" in words
    assert "1 more" in words
    assert one.ledger.sequence == 0


# Argilla


def test_argilla_responses_of_users(room, tmp_path):
    one = room()
    records = sent(one, "argilla", tmp_path / "out.json")
    settings = json.loads((tmp_path / "out-settings.json").read_text())
    names = {q["name"] for q in settings["questions"]}
    assert records[0]["suggestions"]["label"]["value"] == "dog"
    assert set(records[0]["suggestions"]) <= names
    assert set(records[0]["fields"]) == {f["name"] for f in settings["fields"]}
    options = settings["questions"][0]["settings"]["options"]
    assert [o["value"] for o in options] == one.classes
    ann, bob = "6f1a...", "7b2c..."
    records[0]["responses"] = {
        "label": [{"value": "eel", "user_id": ann}, {"value": "cat", "user_id": bob}],
        "note": [{"value": "fins", "user_id": ann}],
    }
    records[1]["responses"] = {"verdict": [{"value": "out of scope", "user_id": ann}]}
    records[2]["responses"] = {"label": [
        {"value": "dog", "user_id": ann, "status": "discarded"},
        {"value": "dog", "user_id": bob, "status": "draft"},
    ]}  # fmt: skip
    records[3]["responses"] = {"note": [{"value": "what is this?", "user_id": bob}]}
    path = tmp_path / "back.json"
    path.write_text(json.dumps(records))
    bring(one, path)
    assert one.stands() == {
        ("k0", ann): ("relabel", "eel"), ("k0", bob): ("confirm", None),
        ("k1", ann): ("out-of-scope", None), ("k2", ann): ("skip", None),
    }  # fmt: skip
    assert one.ledger.verdicts()["k0"][ann].why == "fins"


def test_argilla_hostile_records(room, tmp_path):
    one = room()
    good = sent(one, "argilla", tmp_path / "out.json")[0]
    spoilt = [
        good | {"responses": [1]},
        good | {"responses": {"label": "dog"}},
        good | {"responses": {"label": [{"value": {"a": 1}, "user_id": "u"}]}},
        good | {"metadata": good["metadata"] | {"assay_decided": "[[["}},
        good | {"responses": {"label": [{"value": 3, "user_id": "u"}]}},
    ]
    words = [
        "metadata and responses must be objects",
        "responses to 'label' must be a list",
        "must be a label, not an object",
        "must be as it was sent",
        "no class '3'",
    ]
    for one_record, what in zip(spoilt, words, strict=True):
        path = tmp_path / "bad.json"
        path.write_text(json.dumps([one_record]))
        with pytest.raises(AssayError, match=what):
            bring(one, path, "argilla")
    assert one.ledger.sequence == 0


# Hugging Face


@pytest.mark.parametrize("kind", ["text", "row", "image"])
def test_datasets_loads_the_folder(room, tmp_path, kind, monkeypatch):
    datasets = pytest.importorskip("datasets")
    monkeypatch.setattr(datasets.config, "HF_DATASETS_OFFLINE", True)
    one = room(kind=kind)
    one.decide("ann", "k1", "relabel", "eel")
    folder = tmp_path / "hub"
    export(one, "hugging-face", folder)
    loaded = datasets.load_dataset(str(folder), split="train", cache_dir=str(tmp_path / "cache"))
    assert loaded["assay_key"] == ["k0", "k1", "k2", "k3"]
    assert loaded["label"] == ["cat", "dog", "eel", None]
    assert loaded["assay_new"] == [None, "eel", None, None]
    assert loaded.features["assay_p_wrong"].dtype == "float64"
    if kind == "image":
        assert loaded[2]["image"].size == (6, 8)
    elif kind == "row":
        assert loaded["age"] == [0, 1, 2, 3]
        assert loaded["label_"] == ["x"] * 4


def test_hugging_face_tags_have_one_type(room, tmp_path, monkeypatch):
    datasets = pytest.importorskip("datasets")
    monkeypatch.setattr(datasets.config, "HF_DATASETS_OFFLINE", True)
    one = room(truth="any_of", of={"given": ([], ["cat"])})
    for item in one.items:
        item["suggested"] = None
    export(one, "hugging-face", tmp_path / "hub")
    found = datasets.load_dataset(
        str(tmp_path / "hub"), split="train", cache_dir=str(tmp_path / "cache")
    )
    assert found["label"] == [[], ["cat"]]


def test_pictures_lead_nowhere_else(room, tmp_path):
    one = room(kind="image")
    one.items[0]["key"] = "../../etc/passwd"
    one.items[1]["key"] = "a/b\\c:d*?.PNG"
    one.items[2]["key"] = "🐈" * 300
    export(one, "hugging-face", tmp_path / "hub")
    inside = {p.relative_to(tmp_path) for p in tmp_path.rglob("*.png")}
    assert len(inside) == 4
    assert {p.parts[:2] for p in inside} == {("hub", "images")}


# COCO


def test_coco_is_what_cocos_tools_want(room, tmp_path, tiny_png):
    for row in range(4):
        (tmp_path / f"{row}.png").write_bytes(tiny_png)
    one = room(kind="image", of={"path": str(tmp_path)})
    made = sent(one, "coco", tmp_path / "out.json")
    assert [c["name"] for c in made["categories"]] == one.classes
    assert (made["images"][0]["width"], made["images"][0]["height"]) == (1, 1)
    assert made["images"][0]["file_name"] == str(tmp_path / "0.png")
    assert len(made["annotations"]) == 3
    number = {i["id"] for i in made["images"]}
    for mark in made["annotations"]:
        assert mark["image_id"] in number
        assert mark["bbox"] == [0, 0, 1, 1]
    assert len({mark["id"] for mark in made["annotations"]}) == 3
    beside = room(kind="image")
    kept = sent(beside, "coco", tmp_path / "memory.json")
    assert all((tmp_path / i["file_name"]).is_file() for i in kept["images"])


def test_coco_of_another_tool_goes_by_file_name(room, tmp_path):
    one = room(kind="image")
    for item in one.items:
        item["key"] = f"pets/{item['row']}.png"
    made = {
        "categories": [{"id": 7, "name": "dog"}, {"id": 9, "name": "cat"}],
        "images": [{"id": i, "file_name": f"pets/{i}.png"} for i in range(3)],
        "annotations": [
            {"id": 1, "image_id": 0, "category_id": 7},
            {"id": 2, "image_id": 1, "category_id": 7},
            {"id": 3, "image_id": 2, "category_id": 9, "attributes": {"by": "eve"}},
        ],
    }
    path = tmp_path / "cvat.json"
    path.write_text(json.dumps(made))
    told = bring(one, path, by="ann")
    # The second has the label it had: nobody says that somebody looked.
    assert one.stands() == {
        ("pets/0.png", "ann"): ("relabel", "dog"), ("pets/2.png", "eve"): ("relabel", "cat"),
    }  # fmt: skip
    assert told["empty"] == 1


def test_coco_hostile(room, tmp_path):
    one = room(kind="image")
    good = sent(one, "coco", tmp_path / "out.json")
    path = tmp_path / "bad.json"
    for spoil, words in [
        (good | {"images": {}}, "must have lists"),
        ([1], "must have lists"),
        (good | {"categories": [{"id": 1}]}, "a category must have a name"),
        (good | {"annotations": [{"image_id": 1, "category_id": 99}]}, "no category 99"),
        (good | {"annotations": [{"image_id": [1], "category_id": 1}]}, "with an image_id"),
        (good | {"annotations": [{"image_id": 77, "category_id": 1}]}, "no such image"),
        (good | {"images": [*good["images"], good["images"][0]]}, "the id 1 is there twice"),
        (good | {"images": [None]}, "an image must be an object"),
    ]:
        path.write_text(json.dumps(spoil))
        with pytest.raises(AssayError, match=words):
            bring(one, path, "coco")
    assert one.ledger.sequence == 0


# CSV


def test_csv_runs_no_formula_and_loses_nothing(room, tmp_path):
    one = room()
    evil = ["=HYPERLINK(1)", "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "'=1", "\t=1"]
    one.classes += evil
    for item, name in zip(one.items, evil, strict=False):
        item["given"] = name
        item["key"] = f"={item['key']}"
    one.decide("=ann", "=k0", "relabel", "@SUM(A1)")
    path = tmp_path / "x.csv"
    export(one, "csv", path)
    with path.open(newline="", encoding="utf-8") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert not [c for c in cells if c[:1] in "=+@\t" and c[:1]]
    other = room(records=one.items)
    other.classes = one.classes
    bring(other, path)
    assert other.stands() == one.stands()
    for word in [*evil, "'", "''=x", "cat", "", "'cat"]:
        assert freed(guarded(word)) == word


def test_csv_holds_text_of_several_lines_in_one_cell(room, tmp_path):
    one = room()
    one.items[0]["content"] = {"kind": "text", "text": "sorry\nno tracking"}
    export(one, "csv", tmp_path / "x.csv")
    with (tmp_path / "x.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(one.items)
    assert rows[0]["content"] == "sorry\nno tracking"


def test_csv_of_a_person_with_a_spreadsheet(room, tmp_path):
    one = room()
    path = tmp_path / "x.csv"
    path.write_bytes(
        '\ufeffitem,text,label,by\r\nk0,"two\r\nlines",dog,ann\r\nk1,,dog,\r\nk2,,,ann\r\n'.encode()
    )
    told = bring(one, path, by="boss")
    assert one.stands() == {("k0", "ann"): ("relabel", "dog"), ("k1", "boss"): ("confirm", None)}
    assert (told["read"], told["empty"]) == (3, 1)


def test_csv_what_is_wrong_is_told_by_line(room, tmp_path):
    one = room()
    path = tmp_path / "x.csv"
    rows = [
        "item,new,verdict", 'k0,"dgo\nx",', "k1,cat,maybe", ",cat,", "k2,cat,,extra",
        "k2,,relabel", "k1,cat,confirm",
    ]  # fmt: skip
    path.write_text("\n".join(rows))
    with pytest.raises(AssayError) as error:
        bring(one, path)
    words = str(error.value)
    for what in (
        "line 4: there is no verdict 'maybe'", "line 5: 'item' is empty",
        "line 6: 4 cells under 3 names", "line 7: relabel takes a new label", "1 more",
    ):  # fmt: skip
        assert what in words
    path.write_text("item,new,verdict\nk1,cat,confirm\n")
    with pytest.raises(AssayError, match="confirm, but with another label than 'dog'"):
        bring(one, path)
    path.write_text('item,new\nk1,"cat')
    with pytest.raises(AssayError, match="line 2: unexpected end of data"):
        bring(one, path)
    for text, what in (
        ("a,b\n1,2\n", "must have a column item or key"), ("item,new,new\n", "'new' twice"),
    ):  # fmt: skip
        path.write_text(text)
        with pytest.raises(AssayError, match=what):
            bring(one, path)
    path.write_bytes(b"item,new\nk0,\xff\xfe\n")
    with pytest.raises(AssayError, match="can't decode"):
        bring(one, path)
    assert one.ledger.sequence == 0


def test_an_event_that_was_stolen_doesn_t_stand_for_another_decision(room, tmp_path):
    """A row of ours, changed by hand, is a decision of its own."""
    one = room()
    first = one.decide("ann", "k0", "relabel", "eel")
    path = tmp_path / "x.csv"
    export(one, "csv", path)
    path.write_text(path.read_text("utf-8").replace("relabel,eel,ann", "relabel,dog,ann"), "utf-8")
    assert bring(one, path)["new"] == 1
    assert one.ledger.verdicts()["k0"]["ann"].new == "dog"
    assert one.ledger.history()[0][1] == replace(first)
