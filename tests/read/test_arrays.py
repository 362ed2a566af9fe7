"""Arrays by name, pairs, and data sets of pairs."""

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_array

import assay
from assay.errors import DataError

FEATURES = np.arange(12.0).reshape(4, 3)


def npz(folder, **arrays):
    np.savez(folder / "x.npz", **arrays)
    return folder / "x.npz"


def test_labels_and_features(tmp_path):
    data = assay.read(npz(tmp_path, labels=[0, 1, -1, 1], features=FEATURES))
    assert data.classes == ("0", "1")
    assert data.labels.tolist() == [0, 1, -1, 1]
    np.testing.assert_array_equal(data.features, FEATURES)
    assert (data.kind, data.name, data.notes) == ("features", "x", ())


def test_every_array_that_has_a_name(tmp_path):
    proba = np.array([[0.5, 0.25, 0.25]] * 4, np.float32)
    path = npz(
        tmp_path, labels=[0, 2, 0, 2], predictions=proba, classes=["a", "b", "c"], ids=[4, 3, 2, 1],
        groups=["g", "h", "g", "h"], split=["train", "test", "train", "test"], time=[1, 2, 3, 4.5],
        images=np.zeros((4, 2, 2), np.uint8), texts=["t", "", "u", "v"], other=np.arange(4),
    )  # fmt: skip
    data = assay.read(path)
    assert data.classes == ("a", "b", "c")
    assert data.labels.tolist() == [0, 2, 0, 2]
    assert data.predictions.dtype == np.float32
    assert data.ids.tolist() == [4, 3, 2, 1]
    assert data.groups.tolist() == list("ghgh")
    assert data.split[1] == "test"
    assert data.time.tolist() == [1, 2, 3, 4.5]
    assert data.texts.tolist() == ["t", "", "u", "v"]
    assert data.images.pixels.shape == (4, 2, 2)
    assert [(note.code, "'other'" in note.message) for note in data.notes] == [("unread", True)]


def test_arrays_of_other_names(tmp_path):
    path = npz(
        tmp_path, y=["b", "a", "b", "a"], features=FEATURES, key=[9, 8, 7, 6], part=list("tttu")
    )
    data = assay.read(path, label="y", id="key", split="part")
    assert data.classes == ("a", "b")
    assert data.ids.tolist() == [9, 8, 7, 6]
    assert data.split.tolist() == list("tttu")
    assert data.notes == ()


def test_labels_are_indices_of_the_classes_where_they_can_be(tmp_path):
    data = assay.read(npz(tmp_path, labels=[1, 2, 1, 2], classes=["1", "2", "3"]))
    assert data.labels.tolist() == [1, 2, 1, 2]
    data = assay.read(npz(tmp_path, labels=[1, 2, 3, 3], classes=[3, 2, 1]))
    assert (data.classes, data.labels.tolist()) == (("3", "2", "1"), [2, 1, 0, 0])
    data = assay.read(npz(tmp_path, labels=[0, 0, 1, 1], classes=["no", "yes"]))
    assert (data.classes, data.labels.tolist()) == (("no", "yes"), [0, 0, 1, 1])


def test_classes_come_from_the_width_of_predictions(tmp_path):
    data = assay.read(npz(tmp_path, labels=[0, 1, 0, 1], predictions=np.full((4, 12), 1 / 12)))
    assert data.classes == tuple(map(str, range(12)))
    assert data.labels.tolist() == [0, 1, 0, 1]


def test_a_matrix_of_labels(tmp_path):
    tags = assay.read(npz(tmp_path, labels=[[1, 0], [1, 1], [0, 0]], classes=["a", "b"])).evidence
    assert tags.truth.kind == "any_of"
    soft = assay.read(npz(tmp_path, labels=[[0.25, 0.75], [1, 0], [np.nan, np.nan]])).evidence
    assert soft.truth.kind == "one_of"
    assert soft.claim.toarray().tolist() == [[0.25, 0.75], [1, 0]]
    votes = assay.read(npz(tmp_path, labels=[[0, 2, -1], [-1, 1, 1]])).evidence
    assert votes.n_sources == 3
    assert votes.classes == ("0", "1", "2")
    rows = zip(
        votes.item.tolist(), votes.source.tolist(), votes.claim.indices.tolist(), strict=True
    )
    assert sorted(rows) == [(0, 0, 0), (0, 1, 2), (1, 1, 1), (1, 2, 1)]


def test_dict_with_a_matrix_is_arrays():
    data = assay.read({"pet": list("xyxy"), "features": FEATURES}, label="pet")
    assert (data.classes, data.kind) == (("x", "y"), "features")


@pytest.mark.parametrize(
    "label", [[0, 1, 0, 1], np.array(list("abab")), pd.Series([True, False] * 2)]
)
def test_pairs_of_numbers(label):
    data = assay.read((FEATURES, label))
    assert data.labels.tolist() in ([0, 1, 0, 1], [1, 0, 1, 0])
    assert data.features.shape == (4, 3)


def test_pairs_of_other_things():
    label = list("abab")
    assert assay.read((["t", "u", None, "w"], label)).texts.tolist() == ["t", "u", "", "w"]
    frame = pd.DataFrame({"size": [1, 2, 3, 4], "town": list("klmn")})
    data = assay.read((frame, label), drop="town")
    assert (data.kind, data.columns["size"].tolist()) == ("table", [1, 2, 3, 4])
    texts = assay.read((frame, label), text="town", id="size")
    assert (texts.texts.tolist(), texts.ids.tolist()) == (list("klmn"), [1, 2, 3, 4])
    with pytest.raises(DataError, match="4 and 3"):
        assay.read((frame, label[:3]))
    with pytest.raises(DataError, match="second part"):
        assay.read((frame, label), label="town")
    assert assay.read((csr_array(FEATURES), label)).features.shape == (4, 3)
    assert assay.read((np.ones((4, 3, 8, 8)), label)).images.pixels.shape == (4, 8, 8, 3)
    assert assay.read((np.ones((4, 8, 8)), label)).images.pixels.max() == 255
    assert assay.read((np.full((4, 8, 8), 9), label)).images.pixels.max() == 9
    with pytest.raises(DataError, match="one shape"):
        assay.read(([[1], [1, 2], [1], [1]], label))
    with pytest.raises(DataError, match="labels of 3, features of 4"):
        assay.read((FEATURES, label[:3]))


class TestTorch:
    torch = pytest.importorskip("torch")

    def test_tensors(self):
        pairs = self.torch.utils.data.TensorDataset(
            self.torch.ones(4, 3), self.torch.tensor([0, 1, 0, 1])
        )
        data = assay.read(pairs)
        assert data.features.shape == (4, 3)
        assert data.labels.tolist() == [0, 1, 0, 1]

    def test_pictures_with_class_names(self):
        torch = self.torch

        class Pictures(torch.utils.data.Dataset):
            classes = ("cat", "dog")

            def __len__(self):
                return 4

            def __getitem__(self, item):
                return torch.full((3, 6, 5), item / 3), item % 2

        data = assay.read(Pictures())
        assert data.classes == ("cat", "dog")
        assert data.labels.tolist() == [0, 1, 0, 1]
        assert data.images.pixels.shape == (4, 6, 5, 3)
        assert data.images.load(3).min() == 255

    def test_items_that_are_no_pairs(self):
        with pytest.raises(DataError, match="pairs"):
            assay.read(self.torch.utils.data.TensorDataset(self.torch.ones(4, 3)))
