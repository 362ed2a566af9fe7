import io
import pickle
from itertools import pairwise

import numpy as np
import pytest
from sklearn.datasets import load_digits, load_sample_images

from assay.dataset import Images
from assay.errors import ReadError
from assay.parts import image_features
from assay.parts.image_features import colours_and_edges, encode, main_axes, resized, smooth
from assay.parts.models import efficientnet
from assay.parts.models.checkpoint import read_checkpoint

needs_model = pytest.mark.skipif(
    not efficientnet.is_there(), reason="the images extra isn't installed"
)


def accuracy(features, labels):
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import cross_val_score

    return cross_val_score(LogisticRegression(max_iter=200), features, labels, cv=3).mean()


def test_areas_are_averaged_and_small_pictures_repeated():
    picture = np.arange(16, dtype=np.uint8).reshape(4, 4)[:, :, None] * 10
    assert resized(picture, 2)[:, :, 0].tolist() == [[25, 45], [105, 125]]
    assert resized(picture[:1, :1], 3).ravel().tolist() == [0] * 9
    assert resized(picture, 4) is picture
    assert resized(np.zeros((5, 7, 3), np.uint8), 3).shape == (3, 3, 3)


def test_edges_have_a_direction_and_colours_a_tint():
    stripes = np.zeros((2, 16, 16, 3), np.uint8)
    stripes[0, :, ::4] = stripes[0, :, 1::4] = 200
    stripes[1, ::4] = stripes[1, 1::4] = 200
    across, down = colours_and_edges(stripes)[:, -16 * 9 :].reshape(2, 16, 9).sum(axis=1)
    assert across.argmax() in (0, 8)
    assert down.argmax() in (4, 5)


def test_digits_are_told_apart():
    digits = load_digits()
    images = Images((digits.images * 15.9).astype(np.uint8))
    made = encode(images, 0)
    assert accuracy(made, digits.target) > 0.93
    np.testing.assert_array_equal(made, encode(images, 0, workers=1))


def test_axes_keep_distances_and_are_the_same_each_time():
    rows = np.random.default_rng(0).standard_normal((50, 300)).astype(np.float32)
    rows[:, 40:] = 0
    made = main_axes(rows, 0)
    far = ((made[:, None] - made) ** 2).sum(2)
    true = ((rows[:, None] - rows) ** 2).sum(2)
    ratio = far[~np.eye(50, dtype=bool)] / true[~np.eye(50, dtype=bool)]
    np.testing.assert_allclose(ratio, ratio[0], rtol=1e-3)


def test_no_pictures_and_one_picture():
    assert encode(Images(np.zeros((0, 8, 8), np.uint8)), 0).shape[0] == 0
    one = encode(Images(np.full((1, 20, 30, 3), 7, np.uint8)), 0)
    assert np.isfinite(one).all()


@needs_model
def test_the_network_names_what_is_in_two_photographs():
    china, flower = (np.asarray(image) for image in load_sample_images().images)
    seen = efficientnet.classify(np.stack([smooth(p[:, 106:533], 224) for p in (china, flower)]))
    assert seen.argmax(axis=1).tolist() == [698, 985]  # palace, daisy


@needs_model
@pytest.mark.shared
def test_the_network_beats_colours_and_edges_on_photographs(shared, monkeypatch):
    from PIL import Image

    folder = shared / "data" / "image_noise" / "cifar10n"
    jpegs, rest = np.load(folder / "jpegs.npz"), np.load(folder / "labels_emb.npz")
    all_bytes, offsets = jpegs["jpeg"], jpegs["offsets"]
    pictures = [
        np.asarray(Image.open(io.BytesIO(all_bytes[a:b].tobytes())).convert("RGB"))
        for a, b in pairwise(offsets[:601])
    ]
    images, labels = Images(np.stack(pictures)), rest["clean_label"][:600]
    by_network = accuracy(encode(images, 0), labels)
    monkeypatch.setattr(image_features.efficientnet, "is_there", lambda: False)
    assert by_network > accuracy(encode(images, 0), labels) + 0.1


def test_a_checkpoint_that_calls_something_is_refused(tmp_path):
    class Evil:
        def __reduce__(self):
            return print, ("called",)

    path = tmp_path / "model.pth"
    path.write_bytes(pickle.dumps(Evil()))
    with pytest.raises(
        ReadError, match=r"tensors and ordered dictionaries only; got builtins\.print"
    ):
        read_checkpoint(path)
