"""The items whose labels are least to be believed, worst first."""

from typing import Any

import numpy as np

from assay.report import said
from assay.report.content import content
from assay.report.plain import number, plain, word
from assay.report.run import AuditRun
from assay.results import Flags
from assay.types import Ints

#: Suspects in the dict, those of them whose pictures are kept, and neighbours of each.
KEPT, PICTURED, NEAR = 200, 60, 5


def suspects(run: AuditRun) -> list[dict[str, Any]]:
    """Return the worst labelled items, with what they are and what is near them."""
    if run.final is None:
        return []
    worst = run.final.worst()
    worst = worst[said.labelled(run)[worst]][:KEPT]
    worst = worst[run.final.score[worst] > 0]
    return [suspect(run, run.final, int(i), rank) for rank, i in enumerate(worst)]


def suspect(run: AuditRun, final: Flags, item: int, rank: int = 0) -> dict[str, Any]:
    """Return one suspicious item; pictures are kept for the first ranks only."""
    dataset = run.dataset
    given = said.given(run, item)
    suggested = said.better(run, item) or ""
    split = word(dataset.split[item]) if dataset.split is not None else ""
    return {
        "item": identity(run, item),
        "row": item,
        "label": given,
        "suggested": suggested,
        "score": number(final.score[item]),
        "p_wrong": None if final.p_wrong is None else number(final.p_wrong[item]),
        "flagged": bool(final.flagged[item]),
        "reason": word(final.explain(item, given or "nothing", suggested)),
        "split": split or None,
        "content": content(dataset, item, 96 if rank < PICTURED else 0),
        "neighbours": neighbours(run, item, 48 if rank < PICTURED else 0),
    }


def neighbours(run: AuditRun, item: int, side: int) -> list[dict[str, Any]]:
    """Return the nearest other items with their labels, where neighbours were made."""
    if "neighbours" not in run.parts:
        return []
    near = run.parts["neighbours"]
    pairs = zip(near.index[item, :NEAR], near.distance[item, :NEAR], strict=True)
    return [
        {
            "item": identity(run, int(other)),
            "row": int(other),
            "label": said.given(run, int(other)),
            "distance": number(distance),
            "content": content(run.dataset, int(other), side),
        }
        for other, distance in pairs
    ]


def identity(run: AuditRun, item: int) -> Any:
    """Return what the user calls the item."""
    ids = run.dataset.ids
    return item if ids is None else plain(ids[item])


def identities(run: AuditRun, items: Ints, most: int) -> list[Any]:
    """Return what the user calls the first of the items."""
    return [identity(run, int(i)) for i in np.asarray(items)[:most]]
