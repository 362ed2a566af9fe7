"""Many items at once: looked at before, then decided exactly as they were shown."""

import secrets
import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any

import numpy as np

from assay.errors import AssayError, DataError
from assay.review.deciding import WHO, ruled
from assay.review.index import Index
from assay.types import Ints

#: Previews that are kept, seconds they hold, and items one may be about.
KEPT, HELD, MOST = 20, 1800.0, 200_000


@dataclass(frozen=True, eq=False)
class Preview:
    """What a reviewer was shown: nothing else is decided.

    Parameters
    ----------
    by
        Who asked.
    rows
        The items.
    verdict, new
        What they are to get; a class, or "suggested".
    finding
        What they were found by.
    sequence
        Number of the last decision then: what was decided since makes it stale.
    at
        Seconds on a clock.
    """

    by: str
    rows: Ints
    verdict: str
    new: Any
    finding: str
    sequence: int
    at: float


class Previews:
    """The previews that were shown, by their token."""

    def __init__(self) -> None:
        self._held: OrderedDict[str, Preview] = OrderedDict()
        self._done: OrderedDict[tuple[str, str], dict[str, Any]] = OrderedDict()
        self._lock = Lock()

    def keep(self, preview: Preview) -> str:
        """Keep a preview and return its token."""
        token = secrets.token_urlsafe(16)
        with self._lock:
            self._held[token] = preview
            while len(self._held) > KEPT:
                self._held.popitem(last=False)
        return token

    def take(self, token: str, by: str, sequence: int) -> Preview:
        """Return a preview, once; raise where it is not that of now."""
        with self._lock:
            preview = self._held.pop(token, None)
        if preview is None or preview.by != by or time.monotonic() - preview.at > HELD:
            raise stale("no preview of that token")
        if preview.sequence != sequence:
            raise stale("decisions made since")
        return preview

    def done(self, by: str, event: str, result: dict[str, Any] | None = None) -> Any:
        """Keep what a bulk came to, or return it: sent twice, it counts once."""
        with self._lock:
            if result is not None:
                self._done[by, event] = result
                while len(self._done) > KEPT:
                    self._done.popitem(last=False)
            return self._done.get((by, event))


def stale(got: str) -> DataError:
    """Return the error of a preview that no longer shows what would happen."""
    rule = "what is decided at once must be what was just shown"
    return DataError(WHO, rule, got=got, fix="Look at the preview again.")


def decidable(index: Index, rows: Ints, verdict: str, new: Any) -> Ints:
    """Return those of the items that can get this verdict; raise where none of any data could."""
    if len(rows) > MOST:
        rule = f"at most {MOST:,} items can be decided at once"
        raise DataError(WHO, rule, got=f"{len(rows):,}", fix="Choose fewer by a filter.")
    if verdict not in ("relabel", "several") or new != "suggested":
        if rows.size:
            _try(index, rows, verdict, new)
        kept = [row for row in rows.tolist() if verdict != "confirm" or _given(index, row)]
        return np.array(kept, np.int64)
    if index.truth == "any_of":
        return rows[np.diff(index.arrays["suggested_at"])[rows] > 0]
    suggested = index.arrays["suggested"][rows]
    there = np.isfinite(suggested) if index.truth == "number" else suggested >= 0
    return rows[there]


def _given(index: Index, row: int) -> bool:
    return index.said("given", row) is not None


def _try(index: Index, rows: Ints, verdict: str, new: Any) -> None:
    """Raise what the first labelled item would."""
    first = next((row for row in rows.tolist() if _given(index, row)), int(rows[0]))
    try:
        ruled(index, first, verdict, new)
    except AssayError:
        if verdict != "confirm" or _given(index, first):
            raise


def sent(index: Index, row: int, preview: Preview, event: str, place: int) -> Mapping[str, Any]:
    """Return what a reviewer would send of one item."""
    new = index.said("suggested", row) if preview.new == "suggested" else preview.new
    several = preview.verdict == "relabel" and index.truth == "any_of"
    return {
        "event": f"{event}:{place}",
        "key": index.key(row),
        "verdict": "several" if several else preview.verdict,
        "new": new if preview.verdict in ("relabel", "several") else None,
        "finding": preview.finding,
    }
