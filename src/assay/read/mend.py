"""A second go at text that is not UTF-8, has a byte-order mark, or mixes line ends."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assay.read.files import open_bytes


@contextmanager
def mended(path: Path) -> Iterator[tuple[Path, str]]:
    """Write the text again as UTF-8 with one kind of line end; give the copy and its encoding."""
    with open_bytes(path) as file:
        data = file.read()
    text, encoding = _decode(data)
    del data
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "mended"
        with copy.open("w", encoding="utf-8", newline="") as file:
            file.write(text.replace("\r\n", "\n").replace("\r", "\n"))
        del text
        yield copy, encoding


def _decode(data: bytes) -> tuple[str, str]:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding), encoding.removesuffix("-sig")
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1"), "latin-1"
