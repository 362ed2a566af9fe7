"""Votes in rows and in columns, and soft labels."""

import numpy as np
import pytest

import assay
from assay.errors import DataError

LONG = (
    "item,who,label,text,town,spent\nt2,ann,yes,hi,A,1\nt1,bob,no,yo,A,2\n"
    "t2,bob,,hi,B,3\nt1,ann,no,yo,A,4\n"
)


def claims(evidence):
    names = [source.name for source in evidence.sources]
    return {
        (i, names[s], evidence.classes[k])
        for i, s, k in zip(
            evidence.item.tolist(),
            evidence.source.tolist(),
            evidence.claim.indices.tolist(),
            strict=True,
        )
    }


def test_votes_in_rows(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text(LONG)
    data = assay.read(path, item="item", source="who", label="label", text="text")
    assert data.ids.tolist() == ["t2", "t1"]
    assert data.texts.tolist() == ["hi", "yo"]
    assert claims(data.evidence) == {(0, "ann", "yes"), (1, "bob", "no"), (1, "ann", "no")}
    assert {source.kind for source in data.evidence.sources} == {"annotator"}
    assert data.columns == {}
    (note,) = data.notes
    assert note.code == "unread"
    assert "'town', 'spent'" in note.message


def test_what_all_votes_on_an_item_agree_on_is_a_column(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text(LONG.replace(",B,", ",A,"))
    data = assay.read(path, item="item", source="who", label="label", drop=["spent", "text"])
    assert data.columns["town"].tolist() == ["A", "A"]
    assert data.notes == ()


def test_whole_number_votes_with_minus_one(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("item,who,label\n5,10,3\n5,9,-1\n6,10,1\n")
    data = assay.read(path, item="item", source="who", label="label")
    assert data.ids.tolist() == [5, 6]
    assert data.classes == ("1", "3")
    assert claims(data.evidence) == {(0, "10", "3"), (1, "10", "1")}


@pytest.mark.parametrize(
    "columns",
    [
        {"a": [0, -1, 1, 2], "b": [0, 1, -1, 2]},
        {"a": [0, None, 1, 2], "b": [0, 1, None, 2]},
        {"a": ["0", "", "1", "2"], "b": ["0", "1", "-1", "2"]},
        {"a": np.array([0, np.nan, 1, 2]), "b": [0, 1, -1, 2]},
    ],
)
def test_votes_in_columns(columns):
    evidence = assay.read(columns, label=["a", "b"]).evidence
    assert evidence.classes == ("0", "1", "2")
    assert claims(evidence) == {
        (0, "a", "0"), (0, "b", "0"), (1, "b", "1"), (2, "a", "1"), (3, "a", "2"), (3, "b", "2"),
    }  # fmt: skip


def test_votes_of_words_in_columns_with_classes(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("x,ann,bob,eve\n1,cat,dog,\n2,,cat,\n")
    data = assay.read(path, label=["ann", "bob", "eve"], classes=["dog", "cat"])
    assert data.classes == ("dog", "cat")
    assert claims(data.evidence) == {(0, "ann", "cat"), (0, "bob", "dog"), (1, "bob", "cat")}
    assert [source.name for source in data.evidence.sources] == ["ann", "bob", "eve"]
    assert list(data.columns) == ["x"]


def test_soft_labels(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("x,cat,dog\n1,0.25,0.75\n2,1,0\n3,,\n4,0.3334,0.6666\n")
    data = assay.read(path, label=["cat", "dog"])
    assert data.classes == ("cat", "dog")
    assert data.labels.tolist() == [1, 0, -1, 1]
    np.testing.assert_allclose(
        data.evidence.claim.toarray(), [[0.25, 0.75], [1, 0], [0.3334, 0.6666]]
    )


def test_a_gap_among_shares_is_an_error_and_among_votes_none():
    with pytest.raises(DataError, match="row 1"):
        assay.read({"a": [0.5, 0.5], "b": [0.5, None]}, label=["a", "b"])
    evidence = assay.read({"a": [0, 1], "b": [1, None]}, label=["a", "b"]).evidence
    assert claims(evidence) == {(0, "a", "0"), (0, "b", "1"), (1, "a", "1")}


def test_a_list_of_one_column_is_one_label():
    assert assay.read({"label": ["x", "y"]}, label=["label"]).labels.tolist() == [0, 1]


def test_names_of_sources_follow_their_votes_at_random():
    rng = np.random.default_rng(0)
    n = 5000
    item, source = rng.integers(0, 300, n), rng.integers(0, 40, n)
    label = np.array(["yes", "no", None], object)[rng.integers(0, 3, n)]
    names = np.array([f"worker {s}" for s in source], object)
    data = assay.read({"i": item, "s": names, "l": label}, item="i", source="s", label="l")
    found = {(int(data.ids[i]), s, k) for i, s, k in claims(data.evidence)}
    there = zip(item.tolist(), names.tolist(), label.tolist(), strict=True)
    assert found == {vote for vote in there if vote[2] is not None}
