"""What reviewers decide, one by one or many at once, into the ledger."""

import secrets
import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from assay.errors import AssayError
from assay.review.bulk import Preview, decidable, sent
from assay.review.deciding import Asked, asked, refusal
from assay.types import Ints

if TYPE_CHECKING:
    from assay.review.review import Review

#: Items of a preview that are shown.
SAMPLE = 12


def decide(review: "Review", by: str, decisions: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Save what keeps the rules, and say why the rest was refused."""
    review.state.follow()
    good: list[Asked] = []
    refused: list[dict[str, Any]] = []
    for one in decisions:
        try:
            good.append(asked(review.index, review.state, by, one))
        except AssayError as error:
            refused.append(refusal(one, error))
    saved = _saved(review, good, refused)
    review.leases.drop(by, [one.row for one in good])
    review.state.follow()
    return {"saved": saved, "refused": refused}


def _saved(
    review: "Review", good: list[Asked], refused: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    try:
        numbers = review.ledger.append([one.decision for one in good])
    except AssayError as error:
        if len(good) == 1:  # an event that stood for another decision
            d = good[0].decision
            refused.append(refusal({"event": d.event, "key": d.item}, error))
            return []
        return [one for each in good for one in _saved(review, [each], refused)]
    saved = []
    for one, number in zip(good, numbers, strict=True):
        d = one.decision
        if number <= review.state.seen:  # sent before: what was saved then stands
            d = review.ledger.history(after=number - 1, limit=1)[0][1]
        said = {"event": d.event, "id": d.id, "seq": number, "key": d.item}
        saved.append(said | {"verdict": d.verdict})
    return saved


def preview(
    review: "Review", by: str, where: Mapping[str, Any], verdict: str, new: Any
) -> dict[str, Any]:
    """Return which items would be decided at once, and the token to do it.

    Those that somebody decided are left as they are.
    """
    sequence = review.state.follow()
    mask = review.filters.mask(where, by)
    free = mask & (review.state.reviewers == 0)
    rows = decidable(review.index, np.flatnonzero(free), verdict, new)
    finding = str(where.get("finding") or "")
    kept = Preview(by, rows, verdict, new, finding, sequence, time.monotonic())
    return {
        "n": len(rows),
        "decided": int(np.count_nonzero(mask & ~free)),
        "protected": int(np.count_nonzero(review.index.arrays["protected"][rows])),
        "sample": review.cards.cards(_sample(review, rows), by),
        "token": review.previews.keep(kept),
    }


def _sample(review: "Review", rows: Ints) -> Ints:
    lots = np.asarray(review.index.arrays["lot"])[rows]
    return np.sort(rows[np.argsort(lots, kind="stable")[:SAMPLE]])


def bulk(review: "Review", by: str, event: str, token: str) -> dict[str, Any]:
    """Decide on the items of a preview, all or none; sent twice, it counts once."""
    known = review.previews.done(by, event)
    if known is not None:
        return dict(known)
    shown = review.previews.take(token, by, review.state.follow())
    batch = f"bulk-{secrets.token_hex(8)}"
    made = [
        asked(review.index, review.state, by, sent(review.index, row, shown, event, i), batch)
        for i, row in enumerate(shown.rows.tolist())
    ]
    review.ledger.append([one.decision for one in made])
    review.state.follow()
    result = {"saved": len(made), "batch": batch}
    review.previews.done(by, event, result)
    return result
