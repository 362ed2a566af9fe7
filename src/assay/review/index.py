"""Everything about the items of an audit that a review shows, mapped into memory from files.

It holds no decisions: those are the ledger's. It can be thrown away and made again.
"""

from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from assay.errors import UnknownName
from assay.report.plain import number
from assay.review.content import LETTERS, shown
from assay.review.strings import Strings
from assay.types import Array, Bools, Ints

#: Changes when what is kept does.
VERSION = 1
#: Texts that are kept, by name.
TEXTS = ("keys", "content", "words", "reason", "votes")


class Index:
    """What `build` wrote.

    Parameters
    ----------
    folder
        Where it is.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.facts: dict[str, Any] = msgspec.json.decode((folder / "facts.json").read_bytes())
        self.texts = {n: Strings(folder / n) for n in TEXTS if (folder / f"{n}.bin").exists()}
        self.arrays: dict[str, Array] = {
            path.stem: np.load(path, mmap_mode="r")
            for path in sorted(folder.glob("*.npy"))
            if path.stem not in self.texts
        }
        self.n_items: int = self.facts["n_items"]
        self.truth: str = self.facts["truth"]
        self.classes: list[str] = self.facts["classes"]

    @cached_property
    def place(self) -> dict[str, int]:
        """Return the index of each class by its name."""
        return {name: k for k, name in enumerate(self.classes)}

    def key(self, row: int) -> str:
        """Return what an item is called."""
        return str(row) if "keys" not in self.texts else self.texts["keys"][row]

    def row(self, key: str) -> int:
        """Return the row of an item, or raise."""
        found = self.rows([key])
        if not found.size:
            raise UnknownName("review", f"there is no item {shorter(key)!r}")
        return int(found[0])

    def rows(self, keys: list[str]) -> Ints:
        """Return the rows of the items of these names; names of none are left out."""
        if "keys" not in self.texts:
            numbers = [int(k) for k in keys if k.isascii() and k.isdigit() and k == str(int(k))]
            return np.array([row for row in numbers if row < self.n_items], np.int64)
        marks, order = self.arrays["key_marks"], self.arrays["key_order"]
        found = []
        for key in keys:
            mark = mark_of(key)
            at = int(np.searchsorted(marks, mark))
            while at < len(marks) and marks[at] == mark:
                if self.texts["keys"][int(order[at])] == key:
                    found.append(int(order[at]))
                at += 1
        return np.array(found, np.int64)

    def content(self, row: int, letters: int = LETTERS) -> dict[str, Any]:
        """Return what one item is, for a page."""
        stored = self.texts["content"].raw(row)
        return shown(self.facts["kind"], self.facts["cells"], stored, self.key(row), letters)

    def said(self, name: str, row: int) -> Any:
        """Return what an item was "given", or what is "suggested", as a page shows it."""
        if self.truth == "any_of":
            ends = self.arrays[f"{name}_at"]
            tags = self.arrays[name][ends[row] : ends[row + 1]]
            labels = [self.classes[k] for k in tags.tolist()]
            return labels if labels or name == "given" else None
        value = self.arrays[name][row]
        if self.truth == "number":
            # What is given is told as it is; what is expected is no surer than six digits.
            return float(value) if name == "given" and np.isfinite(value) else number(value)
        return self.classes[value] if value >= 0 else None

    def having(self, name: str, label: str) -> Bools:
        """Return (n,) which items were given, or are suggested, a class; "" for none at all."""
        values = self.arrays[name]
        if self.truth == "number":
            return np.isnan(values) if label == "" else np.zeros(self.n_items, bool)
        if label and label not in self.place:
            raise UnknownName.of("class", label, self.classes, "review")
        if self.truth != "any_of":
            return np.asarray(values == (self.place[label] if label else -1))
        ends = self.arrays[f"{name}_at"]
        if not label:
            return np.asarray(np.diff(ends) == 0)
        having = np.zeros(self.n_items, bool)
        at = np.flatnonzero(values == self.place[label])
        having[np.searchsorted(ends, at, "right") - 1] = True
        return having

    def finding(self, code: str) -> Bools:
        """Return (n,) which items a finding is about."""
        if code == "flagged":
            return np.asarray(self.arrays["flagged"])
        codes = self.facts["finding_codes"]
        if code not in codes:
            raise UnknownName.of("finding", code, ["flagged", *codes], "review")
        about, k = np.zeros(self.n_items, bool), codes.index(code)
        ends = self.arrays["finding_at"]
        about[self.arrays["finding_rows"][ends[k] : ends[k + 1]]] = True
        return about

    def heard(self, source: str) -> Bools:
        """Return (n,) on which items a source voted."""
        names = self.facts.get("sources", [])
        if source not in names:
            raise UnknownName.of("source", source, names, "review")
        ends, k = self.arrays["source_at"], names.index(source)
        about = np.zeros(self.n_items, bool)
        about[self.arrays["source_items"][ends[k] : ends[k + 1]]] = True
        return about

    def close(self) -> None:
        """Let the files go."""
        for texts in self.texts.values():
            texts.close()
        self.texts.clear()
        self.arrays.clear()


def mark_of(key: str) -> int:
    """Return a number by which a name is found.

    >>> mark_of("a") == mark_of("a"), mark_of("a") == mark_of("b")
    (True, False)
    """
    return int.from_bytes(blake2b(key.encode("utf-8", "replace"), digest_size=8).digest(), "big")


def shorter(key: str, most: int = 80) -> str:
    """Return a name that fits in a sentence."""
    return key if len(key) <= most else key[: most - 1] + "…"
