"""A review that stands in memory, with a ledger on disk."""

import base64

import numpy as np
import pytest

from assay.ledger import Decision, Ledger
from assay.report.png import png

CLASSES = ["cat", "dog", "eel"]
NASTY = '<img src=x onerror="alert(1)">  & ]]> \u202e עברית 🐈‍⬛ "q" \u2028 =1+1'


class Room:
    """What exchange asks of a review, on plain lists."""

    def __init__(self, path, *, truth="one_of", kind="text", classes=CLASSES, records=(), field=""):
        self.ledger = Ledger(path / "ledger.sqlite")
        self.truth, self.kind, self.classes, self.field = truth, kind, list(classes), field
        self.items = list(records)

    def info(self):
        return {"name": "pets", "field": self.field or "label", "truth": self.truth,
                "classes": self.classes, "digest": "blake2b:00"}  # fmt: skip

    def records(self, where=None):
        said = self.ledger.verdicts()
        for one in self.items:
            if not where or one["key"] in where["keys"]:
                yield one | {"decisions": said.get(one["key"], {})}

    def find(self, keys):
        known = {one["key"]: one for one in self.items}
        assert len(keys) <= 10_000
        return {k: {n: known[k][n] for n in ("row", "given", "split")} for k in keys if k in known}

    def picture(self, key):
        row = int(self.find([key])[key]["row"])
        return np.full((8, 6, 3), 10 * row, np.uint8)

    def image(self, key, side):
        assert side > 0
        return png(self.picture(key)), "image/png"

    def decide(self, by, key, verdict, new=None, at="2026-01-31T12:00:00.000Z", **more):
        given = next(one["given"] for one in self.items if one["key"] == key)
        old = tuple(given) if isinstance(given, list) else given
        one = Decision(key, verdict, old=old, new=new, by=by, at=at, event=f"{by}{key}", **more)
        self.ledger.append([one])
        return one

    def stands(self):
        """What every reviewer says, without what is ours alone."""
        return {
            (item, by): (one.verdict, one.new)
            for item, said in self.ledger.verdicts().items()
            for by, one in said.items()
        }


def records(kind="text", given=("cat", "dog", "eel", None), path=""):
    made = []
    better = ["dog", None, "cat", "eel"]
    for row, label in enumerate(given):
        content = {
            "text": {"kind": "text", "text": f"{NASTY} {row}"},
            "image": {"kind": "image", "path": path and f"{path}/{row}.png"},
            "row": {"kind": "row", "cells": {"age": row, "label": "x", "note": NASTY}},
            "none": {"kind": "none"},
        }[kind]
        made.append(
            {"key": f"k{row}", "row": row, "given": label, "suggested": better[row],
             "p_wrong": 0.1 * row, "score": 0.5, "reason": f"because {NASTY}",
             "split": "test" if row == 3 else "", "content": content, "alternatives": []}
        )  # fmt: skip
    return made


@pytest.fixture
def room(tmp_path):
    """Return what makes rooms; their ledgers are closed in the end."""
    made = []

    def make(**more):
        folder = tmp_path / f"room{len(made)}"
        folder.mkdir()
        kind = more.get("kind", "text")
        more.setdefault("records", records(kind, **more.pop("of", {})))
        made.append(Room(folder, **more))
        return made[-1]

    yield make
    for one in made:
        one.ledger.close()


@pytest.fixture(scope="session")
def tiny_png():
    return base64.b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    )
