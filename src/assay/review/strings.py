"""A million texts in one file that is mapped into memory: each is found at once, all are searched.

SQLite would do it too, at ten times the seconds to fill; the texts never change once written.
"""

import mmap
import re
from collections.abc import Iterable
from itertools import islice
from pathlib import Path

import numpy as np

from assay.types import Bools, Ints

#: Texts that are written together.
CHUNK = 10_000
#: Stands between texts; no text holds it.
END = b"\x00"


def write_strings(path: Path, texts: Iterable[bytes]) -> None:
    """Write texts of UTF-8 into `path`.bin, and where each ends into `path`.npy."""
    ends, total, waiting = [np.empty(0, np.int64)], 0, iter(texts)
    with path.with_suffix(".bin").open("wb") as file:
        while some := list(islice(waiting, CHUNK)):
            joined = END.join(some)
            if joined.count(END) >= len(some):
                some = [text.replace(END, b" ") for text in some]
                joined = END.join(some)
            file.write(joined + END)
            length = np.fromiter(map(len, some), np.int64, len(some)) + 1
            ends.append(total + np.cumsum(length))
            total = int(ends[-1][-1])
    np.save(path.with_suffix(".npy"), np.concatenate(ends))


class Strings:
    """Texts as they were written by `write_strings`."""

    def __init__(self, path: Path) -> None:
        self.ends: Ints = np.load(path.with_suffix(".npy"), mmap_mode="r")
        with path.with_suffix(".bin").open("rb") as file:
            empty = not path.with_suffix(".bin").stat().st_size
            # The map outlives the file's handle.
            self.data: mmap.mmap | bytes = (
                b"" if empty else mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            )

    def __len__(self) -> int:
        return len(self.ends)

    def raw(self, row: int) -> bytes:
        """Return one text as it lies there."""
        start = int(self.ends[row - 1]) if row else 0
        return self.data[start : int(self.ends[row]) - 1]

    def __getitem__(self, row: int) -> str:
        return self.raw(row).decode("utf-8")

    def close(self) -> None:
        """Let the file go."""
        if isinstance(self.data, mmap.mmap):
            self.data.close()

    def holding(self, words: str) -> Bools:
        """Return (n,) which texts hold these words as they are, anywhere."""
        found = np.zeros(len(self), bool)
        sought = re.compile(re.escape(words.encode("utf-8", "replace").replace(END, b" ")))
        at = np.fromiter((hit.start() for hit in sought.finditer(self.data)), np.int64)
        found[np.searchsorted(self.ends, at, "right")] = True
        return found


def folded(text: str) -> bytes:
    """Return text as it is searched: without regard to case, spaces as one."""
    return " ".join(text.casefold().split()).encode("utf-8", "replace")
