"""Items one page after the other: the queue and the table."""

from typing import TYPE_CHECKING, Any

import numpy as np

from assay.errors import SettingError, UnknownName
from assay.review.cards import one_after_another
from assay.types import Bools, Ints

if TYPE_CHECKING:
    from assay.review.review import Review

WHO = "review"
Where = dict[str, Any]


def queue(
    review: "Review", by: str, order: str, where: Where, after: str | None, limit: int
) -> dict[str, Any]:
    """Return the next items for a reviewer, who holds them from now on.

    Items that somebody decided or holds are left out, but for the share that two reviewers look
    at; with a state other than open, all items in that state are there.
    """
    review.state.follow()
    state = where.get("state") or "open"
    mask = review.filters.mask({**where, "state": None if state == "open" else state}, by)
    if state == "open":
        mask = mask & open_to(review, by)
    rows, place = one_after_another(ranked(review, order), mask, begin(after), limit)
    if state in ("open", "double"):
        review.leases.take(by, rows, anew=after is None)
    return {
        "items": review.cards.cards(rows, by, openly=state == "disagreed"),
        "next": str(place) if len(rows) == limit else None,
        "left": int(np.count_nonzero(mask)),
    }


def open_to(review: "Review", by: str) -> Bools:
    """Return (n,) which items a reviewer may be given."""
    state, shared = review.state, review.filters.shared
    most = np.where(shared, np.uint8(2), np.uint8(1))
    free = (state.of(by) == 0) & (state.reviewers < most)
    return np.asarray(free & (shared | ~review.leases.of_others(by, len(free))))


def table(
    review: "Review", where: Where, sort: str, after: str | None, limit: int
) -> dict[str, Any]:
    """Return the next rows of the table."""
    review.state.follow()
    mask = review.filters.mask(where)
    rows, place = one_after_another(ranked(review, sort), mask, begin(after), limit)
    return {
        "rows": review.cards.rows_of_table(rows),
        "next": str(place) if len(rows) == limit else None,
        "total": int(np.count_nonzero(mask)),
    }


def ranked(review: "Review", order: str) -> Ints | None:
    """Return the rows in an order, best first; None for that of the data."""
    names = [one["name"] for one in review.index.facts["orders"]]
    if order not in names:
        raise UnknownName.of("order", order, names, WHO)
    return None if order == "order" else review.index.arrays[f"order_{order}"]


def begin(after: str | None) -> int:
    """Return the place a page begins at."""
    if after in (None, ""):
        return 0
    if not (str(after).isascii() and str(after).isdigit()):
        rule = "a page goes on where the one before it ended"
        raise SettingError(WHO, rule, got=f"after {after!r}"[:60], fix="Begin again without it.")
    return int(str(after))
