"""The items of a review as other programs want them: whole, and with what was decided."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from assay.report.plain import number, word
from assay.review.content import columns_of

if TYPE_CHECKING:
    from assay.review.review import Review


def records(review: "Review", where: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the items that are meant: texts uncut, pictures by their path, decisions as they are.

    The data are read again, since the index keeps texts only as far as a page shows them.
    """
    review.state.follow()
    index, arrays, dataset = review.index, review.index.arrays, review.dataset()
    columns, paths = columns_of(dataset), index.facts["pictures"]
    splits = index.facts["splits"]
    for row in np.flatnonzero(review.filters.mask(where)).tolist():
        content: dict[str, Any] = {"kind": "none"}
        if dataset.images is not None:
            content = {"kind": "image", "path": paths[row] if paths else None}
        elif dataset.texts is not None:
            content = {"kind": "text", "text": word(dataset.texts[row])}
        elif columns:
            content = {"kind": "row"}
        if columns:
            content["cells"] = {name: _cell(column[row]) for name, column in columns.items()}
        split = int(arrays["split"][row])
        yield {
            "key": index.key(row),
            "row": row,
            "given": index.said("given", row),
            "suggested": index.said("suggested", row),
            "p_wrong": number(arrays["p_wrong"][row]),
            "reason": index.texts["reason"][row],
            "split": splits[split] if split >= 0 else "",
            "content": content,
            "decisions": review.state.standing.get(row, {}),
        }


def _cell(value: Any) -> Any:
    if value is None or isinstance(value, str):
        return None if value is None else word(value)
    known = float(value)
    if not np.isfinite(known):
        return None
    return int(known) if known.is_integer() and abs(known) < 2**53 else known


def find(review: "Review", keys: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Return row, given label and split of the items of these names; unknown names are left out."""
    index, splits = review.index, review.index.facts["splits"]
    found = {}
    for row in index.rows(list(keys)).tolist():
        split = int(index.arrays["split"][row])
        said = {"row": row, "given": index.said("given", row)}
        found[index.key(row)] = said | {"split": splits[split] if split >= 0 else ""}
    return found
