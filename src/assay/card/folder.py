"""The files of a card."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from assay.card.croissant import croissant
from assay.card.html import page
from assay.card.pages import datasheet, hugging_face, label


def write(card: Mapping[str, Any], folder: Path, around: Path = Path()) -> None:
    """Write every form of a card into a folder.

    Parameters
    ----------
    card
        From `card`.
    folder
        Where to; it is made.
    around
        Folder that the data's path is seen from.
    """
    folder.mkdir(parents=True, exist_ok=True)
    texts = {
        "card.html": page(card),
        "card.md": label(card),
        "card.json": _json(card),
        "croissant.json": _json(croissant(card, around)),
        "datasheet.md": datasheet(card),
        "README.md": hugging_face(card),
    }
    for name, text in texts.items():
        (folder / name).write_text(text, "utf-8", newline="\n")


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
