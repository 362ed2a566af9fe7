"""Decisions to JSON Lines, JSON lists and exports of Label Studio, against Python's own reader."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import assay
from assay.errors import DataError, ReadError
from assay.ledger import Decision, Patch, apply, plan, revert

ROWS = [
    {"id": 1, "text": 'a "b" \\ é', "label": "cat", "n": 1.0},
    {"label": "dog", "id": 2, "deep": {"label": "no", "list": [1, {"label": 2}]}},
    {"id": 3, "text": "none"},
    {"id": 4, "label": None, "split": "test"},
    {"id": 5, "label": "bird"},
]
OPTIONS = {"label": "label", "id": "id", "split": "split"}
DECISIONS = (
    Decision("1", "relabel", old="cat", new='d"og\\🐶'),
    Decision("2", "drop", old="dog"),
    Decision("3", "relabel", new="cat"),
    Decision("4", "relabel", new="cat", split="test"),
    Decision("5", "out-of-scope", old="bird"),
)


def both_ways(path, decisions, key="id", options=OPTIONS, **settings):
    """The repaired file read again; and it is turned back on the way."""
    digest = assay.read(path, **options).digest
    patch = Patch(tuple(decisions), data=digest, key=key, options=options)
    out, back = path.with_name(f"out-{path.name}"), path.with_name(f"back-{path.name}")
    apply(patch, path, out, force=True, **settings)
    revert(out, back, force=True)
    assert back.read_bytes() == path.read_bytes()
    return out.read_bytes().decode()


def lines(rows, **how):
    return "".join(json.dumps(row, **how) + "\n" for row in rows)


WRITTEN = {
    "a.jsonl": lines(ROWS), "b.jsonl": lines(ROWS, ensure_ascii=False).removesuffix("\n"),
    "c.jsonl": lines(ROWS, separators=(",", ":")).replace("\n", "\r\n"), "d.json": json.dumps(ROWS),
    "e.json": json.dumps(ROWS, indent=2), "f.ndjson": lines(ROWS).replace("\n", "\n\n"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRITTEN)
def test_what_is_decided_changes_and_nothing_else(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(WRITTEN[name].encode())
    text = both_ways(path, DECISIONS, test=True, verdicts=True)
    rows = (
        json.loads(text)
        if name[2:] == "json"
        else list(map(json.loads, filter(str.strip, text.split("\n"))))
    )
    one, three, four = ROWS[0], ROWS[2], ROWS[3]
    note = {"assay_verdict": "relabel"}
    assert rows == [
        one | {"label": 'd"og\\🐶'} | note, three | {"label": "cat"} | note,
        four | {"label": "cat"} | note,
    ]  # fmt: skip
    assert list(rows[0]) == ["id", "text", "label", "n", "assay_verdict"]
    assert '"n": 1.0' in text or '"n":1.0' in text
    assert ("é" in text) == ("é" in WRITTEN[name])
    left = both_ways(path, [DECISIONS[3], DECISIONS[4]], out_of_scope="keep")
    assert left == WRITTEN[name]


@pytest.mark.parametrize("gone", [(1,), (5,), (1, 2), (4, 5), (1, 5), (1, 3, 5), (1, 2, 3, 4, 5)])
@pytest.mark.parametrize("name", ["a.jsonl", "b.jsonl", "d.json", "e.json"])
def test_rows_that_go_take_their_commas_along(tmp_path, name, gone):
    path = tmp_path / name
    path.write_bytes(WRITTEN[name].encode())
    old = {row["id"]: row.get("label") for row in ROWS}
    text = both_ways(path, [Decision(str(i), "drop", old=old[i]) for i in gone], test=True)
    kept = [row for row in ROWS if row["id"] not in gone]
    assert (
        json.loads(text) if name.endswith(".json") else list(map(json.loads, text.splitlines()))
    ) == kept


@pytest.mark.parametrize(
    ("values", "old", "new", "wanted"),
    [
        ([1, 0, 1], "1", "0", 0), ([True, False], "True", "False", False),
        ([1.5] + [n / 4 for n in range(25)], 1.5, 2.0, 2),
        ([["a", "b"], ["b"]], ("a", "b"), ("b",), ["b"]), ([["a"], ["b"]], ("a",), (), []),
        ([["a"], ["b"]], "a", "b", ["b"]), (["a", "b"], "a", ("a", "b"), "a|b"),
        ([0, 1], "cat", "dog", 1),
    ],
)  # fmt: skip
def test_labels_stay_what_they_were(tmp_path, values, old, new, wanted):
    path = tmp_path / "a.jsonl"
    path.write_text(lines([{"label": value} for value in values]))
    verdict = "several" if isinstance(new, tuple) else "relabel"
    options = {"label": "label"} | ({"classes": ["cat", "dog"]} if old == "cat" else {})
    text = both_ways(path, [Decision("0", verdict, old=old, new=new)], "", options)
    assert json.loads(text.splitlines()[0]) == {"label": wanted}
    assert type(json.loads(text.splitlines()[0])["label"]) is type(wanted)
    assert text.splitlines()[1:] == path.read_text().splitlines()[1:]


def test_a_word_among_numbers_is_refused(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text(lines([{"label": 1}, {"label": 0}]))
    digest = assay.read(path, label="label").digest
    for new in ("cat", ("0", "1")):
        verdict = "several" if isinstance(new, tuple) else "relabel"
        patch = Patch(
            (Decision("0", verdict, old="1", new=new),), data=digest, options={"label": "label"}
        )
        with pytest.raises(DataError, match=r"labels of this file are numbers.*item '0'"):
            plan(patch, path)


def test_what_is_no_json_is_refused_with_its_line(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text(lines(ROWS) + '{"id": 6, "label": }\n')
    with pytest.raises(ReadError, match=r"must be JSON.*line 6"):
        plan(Patch(DECISIONS, key="id"), path, by_key=True)
    path.write_text(lines(ROWS) + "[1]\n")
    with pytest.raises(ReadError, match=r"one JSON object; got list .*row 5"):
        plan(Patch(DECISIONS, key="id"), path, by_key=True)
    path.write_text(lines([{"id": 1, "x": 1}]))
    with pytest.raises(DataError, match="there must be a field 'label'"):
        plan(Patch(DECISIONS, key="id"), path, by_key=True)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda one: st.lists(one, max_size=3) | st.dictionaries(st.text(max_size=3), one, max_size=3),
    max_leaves=6,
)  # fmt: skip


@given(
    rows=st.lists(st.dictionaries(st.text(max_size=3), JSON, max_size=3), min_size=1, max_size=5),
    acts=st.lists(st.sampled_from(["relabel", "drop", "keep"]), min_size=5, max_size=5),
    new=st.text(min_size=1), indent=st.sampled_from([None, 0, 1]), listed=st.booleans(),
    letters=st.booleans(), labelled=st.lists(st.booleans(), min_size=5, max_size=5),
)  # fmt: skip
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_any_json(tmp_path_factory, rows, acts, new, indent, listed, letters, labelled):
    for n, row in enumerate(rows):
        row["key"] = f"k{n}"
        row.pop("label", None)
        if labelled[n] or not n:
            row["label"] = "cat"
    how = {"indent": indent, "ensure_ascii": letters}
    text = json.dumps(rows, **how) if listed else "\n".join(json.dumps(r, **how) for r in rows)
    path = tmp_path_factory.mktemp("t") / "a.json"
    path.write_bytes(text.encode())
    decisions = tuple(
        Decision(row["key"], act, old=row.get("label"), new=new if act == "relabel" else None)
        for row, act in zip(rows, acts, strict=False)
        if act != "keep"
    )
    out = path.with_name("out.json")
    apply(Patch(decisions, data="file-other", key="key"), path, out, by_key=True)
    wanted = [
        row | ({"label": new} if act == "relabel" else {})
        for row, act in zip(rows, acts, strict=False)
        if act != "drop"
    ]
    after = out.read_bytes().decode()
    found, at = [], 0
    if listed:
        found = json.loads(after)
    while not listed and after[at:].strip():
        at += len(after[at:]) - len(after[at:].lstrip())
        value, end = json.JSONDecoder().raw_decode(after[at:])
        found.append(value)
        at += end
    assert found == wanted
    revert(out, path.with_name("back.json"))
    assert path.with_name("back.json").read_bytes() == path.read_bytes()


def answer(*choices, kind="choices", name="animal", **more):
    result = [{"from_name": name, "to_name": "t", "type": kind, "value": {kind: list(choices)}}]
    return {"id": 9, "completed_by": 1, "was_cancelled": False, "result": result, **more}


@pytest.fixture
def tasks():
    other = {"from_name": "mood", "to_name": "t", "type": "rating", "value": {"rating": 3}}
    both = answer("cat")
    both["result"].insert(0, other)
    return [
        {"id": 11, "data": {"text": "x é"}, "annotations": [both], "predictions": []},
        {
            "id": 12, "data": {"text": "y"},
            "annotations": [answer("dog"), answer("cat", was_cancelled=True)],
        },
        {"id": 13, "data": {"text": "z"}, "annotations": []},
        {"id": 14, "data": {"text": "w"}, "annotations": [answer("dog")]},
        {"id": 15, "data": {"text": "v"}, "annotations": [answer("cat", "dog")]},
    ]  # fmt: skip


@pytest.mark.parametrize("indent", [None, 2])
def test_label_studio(tmp_path, tasks, indent):
    path = tmp_path / "export.json"
    path.write_text(json.dumps(tasks, indent=indent))
    options = {"label": "animal"}
    decisions = [
        Decision("11", "relabel", field="animal", old="cat", new="dog"),
        Decision("12", "ambiguous", field="animal", old="dog"),
        Decision("13", "relabel", field="animal", new="cat"),
        Decision("14", "drop", field="animal", old="dog"),
        Decision("15", "several", field="animal", old=("cat", "dog"), new=("dog", "hen")),
    ]
    digest = assay.read(path, **options).digest
    patch = Patch(tuple(decisions), data=digest, field="animal", options=options)
    out = tmp_path / "out.json"
    apply(patch, path, out, ambiguous="blank", verdicts=True)
    found = json.loads(out.read_text())
    tasks[0]["annotations"][0]["result"][1]["value"]["choices"] = ["dog"]
    tasks[1]["annotations"][0]["was_cancelled"] = True
    form = {"from_name": "animal", "to_name": "t", "type": "choices", "value": {"choices": ["cat"]}}
    tasks[2]["annotations"] = [{"result": [form], "was_cancelled": False, "ground_truth": True}]
    tasks[4]["annotations"][0]["result"][0]["value"]["choices"] = ["dog", "hen"]
    for task, verdict in zip(
        tasks, ["relabel", "ambiguous", "relabel", "", "several"], strict=True
    ):
        task["data"]["assay_verdict"] = verdict
    assert found == [tasks[i] for i in (0, 1, 2, 4)]
    revert(out, tmp_path / "back.json")
    assert (tmp_path / "back.json").read_bytes() == path.read_bytes()


def test_label_studio_where_several_answered(tmp_path, tasks):
    """What is right is added as ground truth: no annotator's answer is changed."""
    tasks[0]["annotations"].append(answer("dog", completed_by=2))
    path = tmp_path / "export.json"
    path.write_text(json.dumps(tasks[:2]))
    digest = assay.read(path, label="animal").digest
    decision = Decision("11", "relabel", field="animal", old="cat", new="hen")
    patch = Patch((decision,), data=digest, key="id", field="animal", options={"label": "animal"})
    apply(patch, path, tmp_path / "out.json")
    found = json.loads((tmp_path / "out.json").read_text())
    *given, added = found[0]["annotations"]
    assert given == tasks[0]["annotations"]
    assert (added["ground_truth"], added["result"][0]["value"]) == (True, {"choices": ["hen"]})
    gold = assay.read(tmp_path / "out.json", label="animal")
    assert [source.trusted for source in gold.evidence.sources].count(True) == 1
    # In other data nothing says what the old label was.
    path.write_text(json.dumps(tasks[:1]))
    assert len(plan(patch, path, by_key=True).mismatches) == 1
