"""Folders of images: classes from sub-folders, broken files listed and left out."""

import subprocess
import sys

import numpy as np
import pytest
from PIL import Image

import assay
from assay.read.pictures import as_pixels, from_pictures


@pytest.fixture
def folder(tmp_path):
    for place in ("cat/1.png", "cat/2.jpg", "dog/deep/3.png", "dog/4.bmp", "5.png"):
        path = tmp_path / place
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (40, 30), (200, 0, 0)).save(path)
    (tmp_path / "notes.txt").write_text("x")
    (tmp_path / "cat" / ".hidden.png").write_text("x")
    return tmp_path


def test_one_sub_folder_a_class(folder):
    data = assay.read(folder)
    assert data.ids.tolist() == ["5.png", "cat/1.png", "cat/2.jpg", "dog/4.bmp", "dog/deep/3.png"]
    assert data.classes == ("cat", "dog")
    assert data.labels.tolist() == [-1, 0, 0, 1, 1]
    assert data.images.load(1).tolist()[0][0] == [200, 0, 0]
    assert (data.name, data.kind, data.notes) == (folder.name, "images", ())
    assert data.origin == {"path": str(folder)}
    assert assay.read(str(folder), images=True, name="pets").name == "pets"


def test_splits_above_the_classes(tmp_path):
    for place in ("train/a/1.png", "train/b/2.png", "test/a/3.png"):
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        Image.new("L", (4, 4)).save(tmp_path / place)
    data = assay.read(tmp_path)
    assert data.split.tolist() == ["test", "train", "train"]
    assert data.classes == ("a", "b")
    assert data.labels.tolist() == [0, 0, 1]


def test_broken_images_are_listed_and_left_out(folder):
    noise = np.random.default_rng(0).integers(0, 255, (64, 64, 3), dtype=np.uint8)
    for name in ("cut.png", "cut.jpg", "cut.gif", "cut.webp"):
        path = folder / "dog" / name
        Image.fromarray(noise).save(path)
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    (folder / "dog" / "empty.png").write_bytes(b"")
    (folder / "dog" / "text.jpeg").write_text("no picture")
    data = assay.read(folder)
    assert len(data.ids) == len(data.images) == 5
    (note,) = data.notes
    assert (note.code, note.severity, note.value) == ("broken-image", "warning", 6)
    names = ["cut.gif", "cut.jpg", "cut.png", "cut.webp", "empty.png", "text.jpeg"]
    assert [text.split(" (")[0] for text in data.origin["broken"]] == [f"dog/{n}" for n in names]
    for name in names:
        assert f"dog/{name}" in note.message


def test_bytes_after_the_end_of_a_jpeg_do_no_harm(folder):
    path = folder / "cat" / "2.jpg"
    path.write_bytes(path.read_bytes() + b"\0" * 10_000)
    assert assay.read(folder).notes == ()


def test_pillow_is_an_extra(folder):
    code = f"""
import sys
sys.modules["PIL"] = None
import assay
try:
    assay.read({str(folder)!r})
except assay.errors.ExtraError as error:
    assert "assay[images]" in str(error)
else:
    raise SystemExit("no error")
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_pictures_of_several_sizes_are_scaled_with_a_note():
    images, noted = from_pictures([Image.new("L", (4, 4), 7), Image.new("RGB", (9, 5), (7, 7, 7))])
    assert images.pixels.shape == (2, 96, 96, 3)
    assert (images.pixels == 7).all()
    assert [note.code for note in noted] == ["pictures-scaled"]


def test_channels_and_ranges():
    assert as_pixels(np.zeros((2, 1, 5, 6))).shape == (2, 5, 6)
    assert as_pixels(np.zeros((2, 5, 6, 4), np.uint8)).shape == (2, 5, 6, 3)
    assert as_pixels(np.array([[[True, False]]])).tolist() == [[[255, 0]]]
    assert as_pixels(np.array([[[0.5, 1]]])).tolist() == [[[128, 255]]]
    assert as_pixels(np.array([[[-3, 300]]])).tolist() == [[[0, 255]]]
