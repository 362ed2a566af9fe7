import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array

from assay.dataset import Dataset, Images, Neighbours, fingerprint
from assay.errors import DataError
from assay.evidence import Evidence
from assay.results import Finding

LABELS = Evidence.labels(np.array([0, 1, -1]), ("a", "b"))


def test_ids_are_row_numbers_by_default():
    dataset = Dataset(LABELS)
    assert dataset.ids.tolist() == [0, 1, 2]
    assert dataset.n_items == 3
    assert dataset.classes == ("a", "b")
    assert dataset.labels.tolist() == [0, 1, -1]


def test_nothing_can_be_written():
    features = np.zeros((3, 2))
    dataset = Dataset(LABELS, features=features)
    for array in (dataset.labels, dataset.features):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1
    features[0] = 1


@pytest.mark.parametrize(
    "part",
    [
        {"features": np.zeros((2, 2))},
        {"features": csr_array((2, 2))},
        {"texts": np.array(["a", "b"], object)},
        {"ids": np.arange(4)},
        {"images": Images(pixels=np.zeros((2, 4, 4), np.uint8))},
        {"neighbours": Neighbours(np.zeros((2, 1), int), np.zeros((2, 1)))},
    ],
)
def test_parts_have_one_row_an_item(part):
    (name,) = part
    with pytest.raises(DataError, match=rf"{name} must have one row an item, 3; got [24]"):
        Dataset(LABELS, **part)


def test_columns_have_one_value_an_item():
    with pytest.raises(DataError, match=r"one value an item, 3; got 1 \(column 'age'\)"):
        Dataset(LABELS, columns={"age": np.zeros(1)})


def test_neighbours_have_a_distance_each():
    with pytest.raises(DataError, match=r"one shape \(items, k\)"):
        Neighbours(np.zeros((3, 2), int), np.zeros((3, 1)))
    with pytest.raises(DataError, match=r"one shape \(items, k\)"):
        Neighbours(np.zeros(3, int), np.zeros(3))


TEXTS = np.array(["a", "b", "c"], object)


@pytest.mark.parametrize(
    ("parts", "kind"),
    [
        ({}, "labels"),
        ({"predictions": np.full((3, 2), 0.5)}, "predictions"),
        ({"features": np.zeros((3, 1)), "predictions": np.full((3, 2), 0.5)}, "features"),
        ({"columns": {"age": np.zeros(3)}, "features": np.zeros((3, 1))}, "table"),
        ({"texts": TEXTS, "columns": {"age": np.zeros(3)}}, "texts"),
        ({"images": Images(pixels=np.zeros((3, 2, 2), np.uint8)), "texts": TEXTS}, "images"),
    ],
)
def test_kind_is_what_a_person_looks_at(parts, kind):
    assert Dataset(LABELS, **parts).kind == kind


def test_parts_are_what_is_there():
    parts = Dataset(LABELS, features=np.zeros((3, 1))).parts
    assert set(parts) == {"evidence", "features", "n_items", "labels", "classes"}
    assert "columns" in Dataset(LABELS, columns={"age": np.zeros(3)}).parts
    numbers = Dataset(Evidence.numbers(np.zeros(3))).parts
    assert set(numbers) == {"evidence", "n_items"}


def test_replace_leaves_the_first_as_it_was():
    first = Dataset(LABELS, name="first")
    second = first.replace(evidence=Evidence.labels(np.array([1, 1, 1]), ("a", "b")))
    assert first.labels.tolist() == [0, 1, -1]
    assert second.labels.tolist() == [1, 1, 1]
    assert second.name == "first"


CHANGES = {
    "evidence": Evidence.labels(np.array([0, 1, 0]), ("a", "b")),
    "ids": np.array(["x", "y", "z"]),
    "columns": {"age": np.array([1.0, 2.0, np.nan])},
    "texts": TEXTS,
    "features": csr_array(np.eye(3)),
    "predictions": np.full((3, 2), 0.5),
    "groups": np.array([0, 0, 1]),
    "split": np.array(["train", "test", ""], object),
    "time": np.arange(3.0),
    "images": Images(pixels=np.zeros((3, 2, 2), np.uint8)),
    "neighbours": Neighbours(np.array([[1], [2], [0]]), np.ones((3, 1))),
}


@pytest.mark.parametrize("name", CHANGES)
def test_digest_sees_every_part(name):
    plain = Dataset(LABELS)
    changed = Dataset(LABELS).replace(**{name: CHANGES[name]})
    again = Dataset(LABELS).replace(**{name: CHANGES[name]})
    assert plain.digest != changed.digest == again.digest
    assert changed.digest.startswith("blake2b:")


def test_digest_does_not_see_the_name():
    finding = Finding("broken-image", "note", "One.", "Mend it.")
    named = Dataset(LABELS, name="other", origin={"path": "x"}, notes=(finding,))
    assert named.digest == Dataset(LABELS).digest


def test_digest_is_the_same_everywhere():
    # Written down once: another machine, version of Python or day must give the same.
    parts = {"texts": TEXTS, "features": np.eye(3, dtype=np.float32)}
    assert fingerprint(parts) == "77295b713a96d6e4c5c46ba504e64653"


DIFFERENT = [
    np.array([1, 2]), np.array([1, 2], np.int32), np.array([[1, 2]]), np.array([1.0, 2.0]),
    np.array([1, "2"], object), np.array(["1", "2"], object), np.array(["12", ""], object),
    [1, 2], [[1], 2], [1, 12], [11, 2], np.array(["a\x1fsb", "c"], object),
    np.array(["a", "b\x1fsc"], object), {"a": 1}, {"a": 2}, {"b": 1}, "ab", b"ab", None,
    csr_array(np.eye(2)), csr_array(np.eye(2) * 2),
]  # fmt: skip


def test_different_values_have_different_fingerprints():
    assert len({fingerprint(value) for value in DIFFERENT}) == len(DIFFERENT)


@given(st.permutations(["one", "two", "three"]))
def test_order_of_names_does_not_matter(names):
    assert fingerprint(dict.fromkeys(names, 1)) == fingerprint(dict.fromkeys(sorted(names), 1))


@given(st.lists(st.text(), min_size=2, max_size=4), st.lists(st.text(), min_size=2, max_size=4))
def test_texts_that_differ_have_different_fingerprints(one, two):
    first, second = (np.array(v, object) for v in (one, two))
    assert (fingerprint(first) == fingerprint(second)) == (one == two)


def test_files_are_hashed_by_what_they_hold(tmp_path):
    path = tmp_path / "a.png"
    path.write_bytes(b"one")
    first = fingerprint([path])
    path.write_bytes(b"two")
    assert fingerprint([path]) != first


class TestImages:
    def test_grey_becomes_three_channels(self):
        images = Images(pixels=np.arange(8, dtype=np.uint8).reshape(2, 2, 2))
        assert len(images) == 2
        assert images.load(1).tolist() == [[[4] * 3, [5] * 3], [[6] * 3, [7] * 3]]

    def test_colour_stays(self):
        pixels = np.arange(12, dtype=np.uint8).reshape(1, 2, 2, 3)
        np.testing.assert_array_equal(Images(pixels=pixels).load(0), pixels[0])

    def test_files_are_turned_upright(self, tmp_path):
        from PIL import Image

        picture = Image.new("RGB", (2, 1), (255, 0, 0))
        picture.putpixel((1, 0), (0, 0, 255))
        exif = Image.Exif()
        exif[0x0112] = 6  # turned by a quarter
        picture.save(tmp_path / "a.png", exif=exif)
        found = Images(paths=(tmp_path / "a.png",)).load(0)
        assert found.tolist() == [[[255, 0, 0]], [[0, 0, 255]]]

    def test_nothing(self):
        assert len(Images()) == 0
