"""The cache of parts."""

import os
from pathlib import Path

import numpy as np
import pytest

from assay.cli.cache import cache_folder, trim
from assay.registry import Parts


def fill(folder, sizes):
    """Write files of these sizes, the first one oldest."""
    for age, (name, size) in enumerate(sizes.items()):
        (folder / name).write_bytes(b"x" * size)
        os.utime(folder / name, (1000 + age, 1000 + age))


def test_the_oldest_files_go_first(tmp_path):
    fill(tmp_path, {"a.npz": 4, "b.npz": 3, "c.npz": 2, "notes.txt": 100})
    trim(tmp_path, 5)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["b.npz", "c.npz", "notes.txt"]


def test_a_cache_that_fits_is_left_alone(tmp_path):
    fill(tmp_path, {"a.npz": 4, "b.npz": 1})
    trim(tmp_path, 5)
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize(
    ("home", "expected"), [("given", "given/assay"), ("", ".cache/assay"), (None, ".cache/assay")]
)
def test_the_folder_follows_the_desktop_specification(tmp_path, monkeypatch, home, expected):
    monkeypatch.setenv("HOME", str(tmp_path))
    if home is None:
        monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    else:
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / home) if home else "")
    assert cache_folder() == tmp_path / expected
    assert (tmp_path / expected).is_dir()


def test_a_folder_that_can_not_be_made_means_no_cache(tmp_path):
    (tmp_path / "file").write_text("")
    assert cache_folder(tmp_path / "file" / "cache") is None
    assert cache_folder(tmp_path / "file") is None


def parts_of(folder):
    return Parts({"labels": np.array([0, 1] * 20)}, cache=folder)


@pytest.mark.parametrize("share", [0, 0.5, 0.95])
def test_a_torn_file_is_made_anew(tmp_path, share):
    expected = parts_of(tmp_path)["folds"]
    (kept,) = tmp_path.glob("folds-*.npz")
    kept.write_bytes(kept.read_bytes()[: int(share * kept.stat().st_size)])
    np.testing.assert_array_equal(parts_of(tmp_path)["folds"], expected)
    np.testing.assert_array_equal(np.load(kept)["array"], expected)


def test_what_is_kept_is_used(tmp_path):
    made = parts_of(tmp_path)["folds"]
    (kept,) = tmp_path.glob("folds-*.npz")
    np.savez(kept, array=made[::-1] + 7)
    np.testing.assert_array_equal(parts_of(tmp_path)["folds"], made[::-1] + 7)


def test_a_cache_that_can_not_be_written_loses_nothing(tmp_path):
    (tmp_path / "file").write_text("")
    made = parts_of(Path(tmp_path / "file"))["folds"]
    np.testing.assert_array_equal(made, parts_of(None)["folds"])
