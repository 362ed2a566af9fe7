from base64 import b64decode
from io import BytesIO

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PIL import Image

from assay.report.png import png, thumbnail

sides = st.integers(1, 40)
pictures = st.tuples(sides, sides).flatmap(lambda s: arrays(np.uint8, (*s, 3)))


@settings(max_examples=40, deadline=None)
@given(pictures)
def test_another_library_reads_the_same_pixels(picture):
    with Image.open(BytesIO(png(picture))) as file:
        file.load()
        np.testing.assert_array_equal(np.asarray(file.convert("RGB")), picture)


def test_grey_is_written_as_grey():
    grey = np.full((5, 7, 3), 9, np.uint8)
    assert Image.open(BytesIO(png(grey))).mode == "L"


def opened(uri):
    head, _, body = uri.partition(",")
    assert head == "data:image/png;base64"
    return np.asarray(Image.open(BytesIO(b64decode(body))).convert("RGB"))


@pytest.mark.parametrize(
    ("shape", "small"),
    [
        ((8, 8), (96, 96)),
        ((48, 30), (48, 30)),
        ((1000, 500), (96, 48)),
        ((97, 2), (96, 2)),
        ((2000, 3), (96, 1)),
    ],
)
def test_sizes(shape, small):
    assert opened(thumbnail(np.zeros((*shape, 3), np.uint8))).shape == (*small, 3)


def test_tiny_pictures_are_enlarged_without_blur():
    picture = np.random.default_rng(0).integers(0, 256, (8, 8, 3), dtype=np.uint8)
    np.testing.assert_array_equal(opened(thumbnail(picture))[::12, ::12], picture)


def test_large_pictures_are_averaged():
    picture = np.random.default_rng(0).integers(0, 256, (192, 288, 3), dtype=np.uint8)
    want = picture.reshape(64, 3, 96, 3, 3).mean(axis=(1, 3))
    assert np.abs(opened(thumbnail(picture)) - want).max() <= 0.5
