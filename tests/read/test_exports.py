"""Exports of labelling tools, and matrices of rules."""

import json

import numpy as np
import pytest
from scipy.sparse import csr_matrix, save_npz

import assay
from assay.errors import DataError, ReadError


def annotation(person, value, kind="choices", **more):
    key = {"choices": "choices", "rating": "rating", "number": "number", "taxonomy": "taxonomy",
           "pairwise": "selected", "rectanglelabels": "rectanglelabels"}[kind]  # fmt: skip
    result = [{"from_name": "c", "to_name": "text", "type": kind, "value": {key: value}}]
    return {"completed_by": person, "was_cancelled": False, "result": result, **more}


def task(number, *annotations, predictions=(), **data):
    data = {"text": f"text {number}", **data}
    return {"id": number, "data": data, "annotations": list(annotations),
            "predictions": list(predictions)}  # fmt: skip


def written(path, value):
    path.write_text(json.dumps(value))
    return path


def claims(data):
    evidence = data.evidence
    return {
        (data.ids[i], evidence.sources[s].name, evidence.classes[k])
        for i, s, k in zip(
            evidence.item, evidence.source, evidence.claim.indices, strict=True
        )
    }  # fmt: skip


def test_label_studio_choices(tmp_path):
    person = {"id": 3, "email": "eve@x.org"}
    said = [{"from_name": "c", "type": "choices", "value": {"choices": ["bad"]}}]
    path = written(
        tmp_path / "export.json",
        [
            task(7, annotation(1, ["good"], created_at="2026-01-01T00:00:00Z"),
                 annotation(person, ["bad"]), predictions=[{"model_version": "v2", "result": said}],
                 stars=4),
            task(9, annotation(1, ["bad"], was_cancelled=True), annotation(2, []),
                 annotation(2, ["good"], ground_truth=True), stars=5),
        ],
    )  # fmt: skip
    data = assay.read(path)
    assert claims(data) == {
        (7, "1", "good"), (7, "eve@x.org", "bad"), (7, "v2", "bad"), (9, "gold", "good"),
    }  # fmt: skip
    kinds = {one.name: (one.kind, one.trusted) for one in data.evidence.sources}
    assert kinds["v2"] == ("model", False)
    assert kinds["gold"] == ("annotator", True)
    assert data.texts.tolist() == ["text 7", "text 9"]
    assert data.columns["stars"].tolist() == [4, 5]
    times = data.evidence.context["time"]
    assert sorted(times[np.isfinite(times)]) == [1767225600.0]
    assert "cancelled" in data.notes[0].message


@pytest.mark.parametrize(
    ("kind", "values", "truth", "classes"),
    [
        ("rating", (1, 5, 3), "ordered", ("1", "3", "5")),
        ("number", (1.5, 2.25, 3.0), "number", ()),
        ("taxonomy", ([["a", "b"]], [["a"]], [["a"]]), "one_of", ("a", "a / b")),
        ("pairwise", ("left", "right", "left"), "one_of", ("left", "right")),
        ("choices", (["x", "y"], ["y"], ["x"]), "any_of", ("x", "y")),
    ],
)
def test_label_studio_controls(kind, values, truth, classes, tmp_path):
    notes = [annotation(s, value, kind) for s, value in enumerate(values)]
    data = assay.read(written(tmp_path / "export.json", [task(1, *notes)]))
    assert data.evidence.truth.kind == truth
    assert data.classes == classes
    if truth == "number":
        np.testing.assert_allclose(np.sort(data.evidence.claim.data), sorted(values))
    if truth == "any_of":
        # The first has both tags; the others have one and lack the other.
        assert np.bincount(data.evidence.source).tolist() == [1, 2, 2]


def test_of_several_controls_one_is_named(tmp_path):
    both = annotation(1, ["good"])
    stars = {"from_name": "stars", "type": "rating", "value": {"rating": 3}}
    both["result"].append(stars)
    path = written(tmp_path / "export.json", [task(1, both), task(2, both)])
    with pytest.raises(DataError, match=r"one control .* 2 of them .*--label: c, stars"):
        assay.read(path)
    assert assay.read(path, label="stars").classes == ("3",)
    with pytest.raises(DataError, match=r"must be a control.*'star'.*There are: c, stars"):
        assay.read(path, label="star")


def test_boxes_are_not_read_as_labels(tmp_path):
    path = written(tmp_path / "e.json", [task(1, annotation(1, ["car"], "rectanglelabels"))])
    with pytest.raises(DataError, match=r"one control.*rectanglelabels.*choices, rating"):
        assay.read(path)


def test_tasks_nobody_annotated(tmp_path):
    empty = task(1, annotation(1, ["a"], was_cancelled=True))
    with pytest.raises(DataError, match=r"must hold answers.*cancelled"):
        assay.read(written(tmp_path / "e.json", [empty]))


def test_doccano_annotations_with_their_user(tmp_path):
    rows = [
        {"id": 4, "text": "a", "annotations": [{"label": 1, "user": 2}, {"label": 2, "user": 3}]},
        {"id": 5, "text": "b", "annotations": [{"label": 1, "user": 3}], "meta": {}},
    ]
    path = tmp_path / "project.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    data = assay.read(path)
    assert claims(data) == {(4, "2", "1"), (4, "3", "2"), (5, "3", "1")}
    assert data.texts.tolist() == ["a", "b"]


def test_doccano_a_file_a_user(tmp_path):
    for user, labels in {"ann": ["x", "y"], "bob": ["x", "x"], "all": ["x", "x"]}.items():
        rows = [{"id": i, "text": f"t{i}", "label": [k]} for i, k in enumerate(labels)]
        if user == "bob":
            rows = [rows[1], {**rows[0], "label": []}]
        text = "".join(json.dumps(row) + "\n" for row in rows)
        (tmp_path / f"{user}.jsonl").write_text(text)
    data = assay.read(tmp_path)
    assert claims(data) == {(0, "ann", "x"), (1, "ann", "y"), (1, "bob", "x")}


def test_doccano_spans_are_refused(tmp_path):
    for user in "ab":
        row = {"id": 1, "text": "t", "label": [[0, 1, "PER"]]}
        (tmp_path / f"{user}.jsonl").write_text(json.dumps(row))
    with pytest.raises(DataError, match=r"whole texts.*labels of spans"):
        assay.read(tmp_path)


def test_a_broken_export(tmp_path):
    path = tmp_path / "e.json"
    path.write_text('[{"data": {}, "annotations": [}]')
    with pytest.raises(ReadError, match="JSON list"):
        assay.read(path)


def test_json_of_votes_is_a_table_still(tmp_path):
    rows = [{"id": 1, "annotator": s, "sentiment": k} for s, k in zip("abc", "xxy", strict=True)]
    path = written(tmp_path / "min.json", rows)
    data = assay.read(path, item="id", source="annotator", label="sentiment")
    assert data.evidence.n_sources == 3
    assert data.classes == ("x", "y")


@pytest.mark.parametrize("form", ["npy", "npz", "sparse"])
def test_a_matrix_of_rules(form, tmp_path):
    said = np.array([[0, -1, 1], [1, 1, -1], [-1, -1, -1], [2, 0, 1]])
    path = tmp_path / ("L.npy" if form == "npy" else "L.npz")
    if form == "npy":
        np.save(path, said)
    elif form == "npz":
        np.savez(path, L=said, Y=[0, 1, 2, -1], lfs=["a", "b", "c"])
    else:
        save_npz(path, csr_matrix(said + 1))
    data = assay.read(path)
    evidence = data.evidence
    assert data.classes == ("0", "1", "2")
    assert data.n_items == 4
    found = np.full((4, 3), -1)
    found[evidence.item, evidence.source] = evidence.claim.indices
    np.testing.assert_array_equal(found, said)
    assert {one.kind for one in evidence.sources} == {"rule"}
    if form == "npz":
        assert [one.name for one in evidence.sources] == ["a", "b", "c"]
        assert data.gold.tolist() == [0, 1, 2, -1]


@pytest.mark.parametrize(
    ("matrix", "words"),
    [
        (np.array([0, 1]), ("a row an item and a column a rule", r"shape \(2,\)")),
        (np.array([[0.5, 1]]), ("whole numbers", "float64")),
        (np.array([[0, 1], [0, -2]]), ("-2 in row 1", "Write -1")),
        (np.full((2, 2), -1), ("at least one source must say something",)),
    ],
)
def test_matrices_that_are_none(matrix, words, tmp_path):
    np.save(tmp_path / "L.npy", matrix)
    for word in words:
        with pytest.raises(DataError, match=word):
            assay.read(tmp_path / "L.npy")


def test_time_context_and_kind_of_votes():
    votes = {
        "i": [1, 1, 2], "s": ["gpt", "llama", "gpt"], "l": ["a", "b", "a"],
        "when": ["2026-01-01", "2026-01-02", "2026-01-03"], "first": ["yes", "no", "no"],
    }  # fmt: skip
    data = assay.read(
        votes, item="i", source="s", label="l", time="when", context=["first=position"],
        kind="model",
    )  # fmt: skip
    evidence = data.evidence
    assert np.diff(evidence.context["time"]).tolist() == [86400, 86400]
    assert evidence.context["position"].tolist() == ["yes", "no", "no"]
    assert {one.kind for one in evidence.sources} == {"model"}
    assert "first" not in data.columns


def test_some_sources_are_models():
    votes = {"i": [1, 1], "s": ["gpt", "ann"], "l": ["a", "b"]}
    options = {"item": "i", "source": "s", "label": "l"}
    evidence = assay.read(votes, models="gpt", **options).evidence
    assert {one.name: one.kind for one in evidence.sources} == {"ann": "annotator", "gpt": "model"}
    with pytest.raises(DataError, match=r"must be there; got 'gtp'.*There are: ann, gpt"):
        assay.read(votes, models=["gtp"], **options)


def test_context_of_abstentions_is_left_out():
    votes = {"i": [1, 1, 2], "s": list("aba"), "l": ["x", None, "y"], "p": [0, 1, 2]}
    data = assay.read(votes, item="i", source="s", label="l", context="p")
    assert data.evidence.context["p"].tolist() == [0, 2]


def test_features_beside_the_votes(tmp_path):
    votes = {"i": [1, 1, 2], "s": list("aba"), "l": list("xyx")}
    options = {"item": "i", "source": "s", "label": "l"}
    features = np.arange(6.0).reshape(2, 3)
    np.save(tmp_path / "f.npy", features)
    np.savez(tmp_path / "f.npz", features=features, other=1)
    for given in (features, tmp_path / "f.npy", str(tmp_path / "f.npz")):
        found = assay.read(votes, features=given, **options).features
        np.testing.assert_array_equal(found, features)
    with pytest.raises(DataError, match="one row an item, 2; got 3"):
        assay.read(votes, features=np.ones((3, 2)), **options)
    np.savez(tmp_path / "g.npz", a=features, b=features)
    with pytest.raises(DataError, match=r"must be called 'features'.*arrays a, b"):
        assay.read(votes, features=tmp_path / "g.npz", **options)


@pytest.mark.shared
def test_real_rules_are_read(shared):
    data = assay.read(shared / "data/weak/youtube/votes.npz")
    assert (data.n_items, data.evidence.n_sources, data.classes) == (1956, 10, ("0", "1"))
