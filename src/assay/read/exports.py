"""Tell exports of labelling tools from tables, and read them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from assay.dataset import Dataset
from assay.errors import DataError, ReadError
from assay.read import doccano, label_studio
from assay.read.files import open_bytes
from assay.read.wanted import WHO, Wanted

#: How much of a file is looked at to tell what it is.
HEAD = 1 << 16
#: Words that all exports hold near their beginning.
MARKS = (b'"annotations"', b'"completions"')
READERS = (label_studio, doccano)


def read(path: Path, wanted: Wanted, name: str, origin: Mapping[str, Any]) -> Dataset | None:
    """Return the data set of a JSON file if it is an export of a labelling tool, else None."""
    if wanted.item is not None:
        return None
    with open_bytes(path) as file:
        if not any(mark in file.read(HEAD) for mark in MARKS):
            return None
    rows = decoded(path)
    reader = next((one for one in READERS if rows and one.is_export(rows[0])), None)
    return None if reader is None else reader.read_export(rows, path, wanted, name, origin)


def read_folder(path: Path, wanted: Wanted, name: str, origin: Mapping[str, Any]) -> Dataset | None:
    """Return the data set of a folder with a .jsonl file a user, as doccano writes, else None."""
    files = sorted(one for one in path.iterdir() if one.suffix.lower() in (".jsonl", ".json"))
    if not files:
        return None
    if len(files) == 1:
        rule = "a folder of answers must have a file a person"
        fix = "Give the file itself."
        raise DataError(WHO, rule, got=f"one file, {files[0].name}", where=str(path), fix=fix)
    held = {file.stem: decoded(file) for file in files}
    return doccano.read_folder(held, path, wanted, name, origin)


def decoded(path: Path) -> list[Any]:
    """Return the objects of a JSON list, or of JSON Lines."""
    with open_bytes(path) as file:
        text = file.read()
    text = text.removeprefix(b"\xef\xbb\xbf")
    try:
        if text.lstrip()[:1] == b"[":
            return list(msgspec.json.decode(text))
        return list(msgspec.json.Decoder().decode_lines(text))
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        rule = "the file must be a JSON list, or one JSON object a line"
        raise ReadError(WHO, rule, got=str(error), where=str(path)) from None
