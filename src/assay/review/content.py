"""What a person looks at to judge an item, kept so that it is there at once."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import msgspec
import numpy as np

from assay.dataset import Dataset
from assay.report.content import shorten
from assay.report.plain import word
from assay.types import Array

#: Letters of a text and of a cell that are kept, columns that are, and rows at a time.
LETTERS, CELL, COLUMNS, ROWS = 20_000, 2_000, 200, 20_000
#: Letters of a text that stands beside another.
BESIDE = 600


def columns_of(dataset: Dataset) -> dict[str, Array]:
    """Return what is shown as cells: the table, or the two sides of a comparison."""
    shown = dict(list(dataset.columns.items())[:COLUMNS])
    if dataset.sides is not None and not dataset.columns:
        shown = {"first": dataset.sides[:, 0], "second": dataset.sides[:, 1]}
    return {word(name): column for name, column in shown.items()}


def encoded(dataset: Dataset) -> Iterator[tuple[bytes, list[Any]]]:
    """Yield of each item the JSON list [text, cell, cell, ...] and the same as values."""
    columns = columns_of(dataset)
    encoder = msgspec.json.Encoder()
    for start in range(0, dataset.n_items, ROWS):
        rows = slice(start, min(start + ROWS, dataset.n_items))
        texts: list[Any] = [None] * (rows.stop - rows.start)
        if dataset.texts is not None:
            texts = [shorten(str(text).strip(), LETTERS) for text in dataset.texts[rows].tolist()]
        cells = [_values(column[rows]) for column in columns.values()]
        for one in zip(texts, *cells, strict=True):
            yield _encode(encoder, list(one))


def _encode(encoder: msgspec.json.Encoder, values: list[Any]) -> tuple[bytes, list[Any]]:
    try:
        return encoder.encode(values), values
    except UnicodeEncodeError:  # half a surrogate pair, as broken JSON holds them
        values = [word(value) if isinstance(value, str) else value for value in values]
        return encoder.encode(values), values


def _values(column: Array) -> list[Any]:
    """Return plain values: whole numbers as such, None for missing."""
    if column.dtype.kind != "f":
        return [
            None if value is None else shorten(str(value), CELL) if not _plain(value) else value
            for value in column.tolist()
        ]
    known = np.isfinite(column)
    whole = bool((column[known] == np.rint(column[known])).all()) and bool(
        (np.abs(column[known]) < 2**53).all()
    )
    if whole:
        values: list[Any] = np.where(known, column, 0).astype(np.int64).tolist()
    else:
        values = column.tolist()
    if known.all():
        return values
    return [value if there else None for value, there in zip(values, known.tolist(), strict=True)]


def _plain(value: Any) -> bool:
    return isinstance(value, bool | int)


def shown(
    kind: str, names: list[str], stored: bytes, key: str, letters: int = LETTERS
) -> dict[str, Any]:
    """Return the content of one item for a page.

    Parameters
    ----------
    kind
        What the items are: images, texts, table, ...
    names
        Of the cells.
    stored
        What `encoded` gave.
    key
        The item's.
    letters
        Longest text, and ten times the longest cell.
    """
    text, *cells = msgspec.json.decode(stored)
    made: dict[str, Any] = {"kind": "none"}
    if kind == "images":
        made = {"kind": "image", "image": f"/api/image/{quote(key, safe='')}"}
    elif text is not None:
        made = {"kind": "text", "text": shorten(text, letters)}
    elif cells:
        made = {"kind": "row"}
    if cells:
        most = max(80, letters // 10)
        made["cells"] = {
            name: shorten(cell, most) if isinstance(cell, str) else cell
            for name, cell in zip(names, cells, strict=True)
        }
    return made
