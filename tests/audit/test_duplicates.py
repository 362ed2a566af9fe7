import numpy as np
import pytest

from assay.audit import Duplicates
from assay.dataset import Dataset, Images
from assay.evidence import Evidence
from assay.parts.copies import Copies, copies
from assay.parts.neighbours import neighbours
from assay.registry import run


def texts(*said):
    out = np.empty(len(said), object)
    out[:] = said
    return out


def test_by_hand(look):
    found = look(
        Duplicates(),
        copies=Copies(np.array([0, 1, 0, 3, 4, 3]), np.array([0, 1, 0, 3, 4, 3])),
        labels=np.array([0, 1, 1, 0, 0, 0]),
        classes=("cat", "dog"),
    )
    assert set(found) == {"duplicates", "conflicting-duplicates"}
    assert sorted(found["duplicates"].items) == [0, 2, 3, 5]
    assert found["duplicates"].message == (
        "4 items have the same content as another in 2 clusters of up to 2: 2 could go, 33 % of "
        "all."
    )
    assert sorted(found["conflicting-duplicates"].items) == [0, 2]
    assert found["conflicting-duplicates"].message == (
        "2 items in 1 cluster of copies have different labels, `cat` and `dog` in the first: at "
        "least 1 of them is wrong if content decides the label."
    )


def test_texts_differ_by_more_than_case_and_space():
    said = texts("The  cat sat", "the cat sat ", "the cat sits", "", "")
    assert copies(5, texts=said).exact.tolist() == [0, 0, 2, 3, 4]


def test_near_texts_are_linked_and_different_ones_are_not():
    base = " ".join(f"word{i}" for i in range(60))
    rng = np.random.default_rng(0)
    others = [" ".join(f"word{i}" for i in rng.integers(0, 500, 60)) for _ in range(40)]
    said = texts(base, base.replace("word7 ", "word8 "), *others)
    dataset = Dataset(Evidence.labels(np.array([0, 1] + [0, 1] * 20)), texts=said)
    found = {f.code: f for f in run(Duplicates(), dataset)}
    assert sorted(found["near-duplicates"].items) == [0, 1]
    assert sorted(found["conflicting-duplicates"].items) == [0, 1]


def test_rows_are_the_same_when_every_cell_is():
    nan = np.nan
    columns = {
        "a": np.array([1.0, 1, nan, nan, -0.0, 0.0]),
        "b": texts("x", "y", None, None, "z", "z"),
    }
    assert copies(6, columns=columns).exact.tolist() == [0, 1, 2, 3, 4, 4]


def test_rows_agree_with_a_plain_comparison():
    rng = np.random.default_rng(0)
    columns = {str(j): rng.integers(0, 3, 400).astype(float) for j in range(5)}
    rows = list(zip(*(c.tolist() for c in columns.values()), strict=True))
    assert copies(400, columns=columns).exact.tolist() == [rows.index(r) for r in rows]


def test_pictures_by_their_pixels():
    pixels = np.random.default_rng(0).integers(0, 255, (4, 5, 5), dtype=np.uint8)
    pixels[3] = pixels[1]
    assert copies(4, images=Images(pixels)).exact.tolist() == [0, 1, 2, 1]


def test_the_rarest_label_of_a_cluster_comes_first(look):
    cluster, labels = np.zeros(6, int), np.array([1, 1, 0, 1, 1, -1])
    found = look(Duplicates(), copies=Copies(cluster, cluster), labels=labels, classes="ab")
    finding = found["conflicting-duplicates"]
    assert finding.items.tolist() == [2, 0, 1, 3, 4]
    assert finding.value == pytest.approx(1 / 5)
    assert finding.severity == "error"


def test_near_copies_among_features():
    rng = np.random.default_rng(0)
    for width in (2, 8, 64):
        features = rng.standard_normal((400, width)).astype(np.float32)
        features[7] = features[3] + 1e-5
        features[11] = features[3]
        dataset = Dataset(Evidence.labels(np.arange(400) % 2), features=features)
        found = {f.code: f.items.tolist() for f in run(Duplicates(), dataset)}
        assert found["duplicates"] == [3, 11]
        assert copies(400, features=features, neighbours=neighbours(features)).near[7] == 3


@pytest.mark.parametrize("dense", [False, True])
def test_clouds_have_no_near_copies(dense):
    """In a dense half, all are near by the standard of the whole, and none is a copy."""
    alarms = 0
    for seed in range(40):
        rng = np.random.default_rng(seed)
        features = rng.standard_normal((300, int(rng.integers(1, 9)))).astype(np.float32)
        features[::2] *= 0.05 if dense else 1
        made = copies(300, features=features, neighbours=neighbours(features, workers=1))
        alarms += len(np.unique(made.near)) < 300
    assert alarms <= 4, "one of twenty at most is stated"


def test_a_coarse_table_is_only_noted(look):
    columns = {"a": np.arange(100) % 3.0, "b": np.arange(100) % 2.0}
    found = look(
        Duplicates(), columns=columns, kind="table", n_items=100,
        labels=np.arange(100) % 2, classes=("a", "b"),
    )  # fmt: skip
    assert {f.severity for f in found.values()} == {"note"}


def test_clean_sets_give_no_error(clean):
    found = run(Duplicates(), clean)
    assert all(f.code != "conflicting-duplicates" for f in found)
    assert all(f.severity != "error" for f in found)


@pytest.mark.shared
def test_the_copies_that_are_known_in_adult(shared):
    import assay

    path = shared / "data" / "tabular" / "adult" / "data.parquet"
    dataset = assay.read(path, label="income", split="split")
    exact = copies(dataset.n_items, columns=dataset.columns).exact
    # 29 rows repeat another with the label and the split, 52 more repeat its content.
    assert (exact != np.arange(len(exact))).sum() >= 29
