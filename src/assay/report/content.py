"""The thing itself: what a person looks at to judge an item."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from assay.dataset import Dataset
from assay.errors import ExtraError
from assay.report.plain import plain, word
from assay.report.png import thumbnail

#: Longest text, and most columns, that are shown of one item.
LETTERS, CELLS = 600, 60


def content(dataset: Dataset, item: int, side: int = 96) -> dict[str, Any]:
    """Return the item as {"kind": "text" | "image" | "row" | "none", ...}."""
    if dataset.images is not None:
        return _image(dataset, item, side)
    if dataset.texts is not None:
        return {"kind": "text", "text": shorten(word(dataset.texts[item]).strip())}
    if dataset.columns:
        return {"kind": "row", "cells": _cells(dataset.columns, item)}
    return {"kind": "none"}


def shorten(text: str, letters: int = LETTERS) -> str:
    """Return the text, cut where it is longer than `letters`.

    >>> shorten("a" * 9, letters=5)
    'aaaa…'
    """
    return text if len(text) <= letters else text[: letters - 1] + "…"


def _image(dataset: Dataset, item: int, side: int) -> dict[str, Any]:
    if dataset.images is None or side <= 0:
        return {"kind": "none"}
    try:
        pixels = np.asarray(dataset.images.load(item))
    except (ExtraError, OSError, SyntaxError, ValueError):  # a broken file, or no library to read
        return {"kind": "none"}
    return {"kind": "image", "png": thumbnail(pixels, side)}


def _cells(columns: Mapping[str, Any], item: int) -> dict[str, Any]:
    names = list(columns)[:CELLS]
    cells = {word(name): plain(columns[name][item]) for name in names}
    return {n: shorten(v, 120) if isinstance(v, str) else v for n, v in cells.items()}
