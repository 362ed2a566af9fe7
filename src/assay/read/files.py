"""See that a file is there and is what its name says."""

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from assay.errors import ReadError
from assay.read.wanted import WHO, shown

#: Suffix -> kind of file. CSV, TSV and JSON Lines may end in .gz as well.
KINDS = {
    ".csv": "csv", ".tsv": "csv", ".txt": "csv", ".parquet": "parquet", ".pq": "parquet",
    ".jsonl": "json", ".ndjson": "json", ".json": "json", ".arrow": "arrow", ".feather": "arrow",
    ".npz": "npz", ".npy": "npy",
}  # fmt: skip
PACKED = ("csv", "json")

#: How files of a kind begin, and what people call them.
BEGINNINGS = (
    (b"PAR1", "parquet", "a Parquet file"),
    (b"ARROW1", "arrow", "an Arrow file"),
    (b"\xff\xff\xff\xff", "arrow", "an Arrow stream"),
    (b"PK\x03\x04", "npz", "a ZIP archive, as .npz and .xlsx are"),
    (b"PK\x05\x06", "npz", "an empty ZIP archive"),
    (b"\x93NUMPY", "npy", "a single NumPy array"),
    (b"\x1f\x8b", "gzip", "a file compressed by gzip"),
    (b"\x89PNG", "image", "a PNG image"),
    (b"\xff\xd8\xff", "image", "a JPEG image"),
    (b"GIF8", "image", "a GIF image"),
    (b"%PDF", "pdf", "a PDF document"),
    (b"\xd0\xcf\x11\xe0", "office", "an old Office document"),
    (b"\x89HDF", "hdf", "an HDF5 file"),
    (b"SQLite format 3", "sqlite", "an SQLite database"),
    (b"\x80\x04", "pickle", "a pickle"),
    (b"\x80\x05", "pickle", "a pickle"),
)
UTF16 = (b"\xff\xfe", b"\xfe\xff")


def kind_of(path: Path) -> str:
    """Return the kind of the file, checked against how it begins."""
    suffixes = [s.lower() for s in path.suffixes]
    packed = suffixes[-1:] == [".gz"]
    suffix = "".join(suffixes[-2:-1] if packed else suffixes[-1:])
    kind = KINDS.get(suffix)
    if kind is None or (packed and kind not in PACKED):
        rule = "the suffix of a file must say what it is"
        fix = f"Known are {', '.join(KINDS)}, .gz after text, and folders of images."
        raise ReadError(WHO, rule, got=repr(path.name), fix=fix)
    with open_bytes(path) as file:
        start = file.read(1024)
    if not start.strip():
        raise ReadError(WHO, "the file must hold data", got="an empty file", where=str(path))
    really, words = _looks(start, kind)
    if really != kind:
        rule = f"the file must be what its name says, {suffix.lstrip('.')}"
        fix = _other_name(path, really)
        raise ReadError(WHO, rule, got=words, where=str(path), fix=fix)
    return kind


def _looks(start: bytes, kind: str) -> tuple[str, str]:
    for beginning, really, words in BEGINNINGS:
        if start.startswith(beginning):
            return really, words
    text = start.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if text.startswith((b"<!doctype", b"<html")):
        return "html", "a web page"
    if kind in PACKED:
        if kind == "json" and text[:1] not in b"{[" and not start.startswith(UTF16):
            return "text", "text that isn't JSON"
        return kind, ""
    if b"\0" in start:
        return "binary", "something else, in binary"
    return ("json", "JSON") if text[:1] == b"{" else ("csv", "text")


def _other_name(path: Path, really: str) -> str:
    if really == "npy":
        return (
            "Save it with numpy.savez, under the name labels, features or predictions; a matrix "
            "of rules is named .npy."
        )
    suffix = next((s for s, k in KINDS.items() if k == really), None)
    if suffix is None:
        hints = {"html": "Was it downloaded from behind a login?", "gzip": "Name it .csv.gz."}
        hints["image"] = "A folder of images, one sub-folder a class, can be read."
        return hints.get(really, "Save it as CSV or Parquet.")
    return f"If it is one, name it {path.with_suffix(suffix).name}."


@contextmanager
def open_bytes(path: Path) -> Iterator[Any]:
    """Open a file for reading, unpacked if it is packed; errors are ours."""
    try:
        with gzip.open(path) if path.suffix.lower() == ".gz" else path.open("rb") as file:
            yield file
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        rule = "the file must be a whole gzip file"
        fix = "It was cut short or is another kind of file: fetch it again."
        raise ReadError(WHO, rule, got=str(error), where=str(path), fix=fix) from None
    except OSError as error:
        rule = "the file must be one that can be read"
        raise ReadError(WHO, rule, got=error.strerror or str(error), where=str(path)) from None


def check_there(path: Path) -> None:
    """Raise unless there is a file or folder, naming those nearby with such a name."""
    if path.exists():
        return
    folder = path.parent
    if not folder.is_dir():
        rule = "the file must be there"
        raise ReadError(WHO, rule, got=f"no folder {str(folder)!r}", where=str(path))
    names = sorted(p.name for p in folder.iterdir())
    near = get_close_matches(path.name, names, n=3, cutoff=0.5)
    fix = f"Did you mean {' or '.join(map(repr, near))}?" if near else ""
    if not near and names:
        fix = f"The folder holds: {shown(names)}."
    raise ReadError(WHO, "the file must be there", got=f"no file {str(path)!r}", fix=fix)
