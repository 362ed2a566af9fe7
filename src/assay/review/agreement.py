"""How far reviewers agree with each other and with gold, and how each of them works."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from assay.kernels.interval import clopper_pearson
from assay.kernels.sources.reliability import alpha, answers
from assay.ledger.decision import Decision, as_set, value_of
from assay.review.outcome import Verdicts, is_wrong

#: Seconds beyond which a decision was a break, not a look.
BREAK = 300.0


def agreement(verdicts: Verdicts) -> dict[str, Any] | None:
    """Return how often reviewers of the same item agree, and Krippendorff's alpha; None untold.

    Adjudications don't count: who settles a dispute has seen both sides.
    """
    item, code, codes = [], [], dict[Any, int]()
    same = alike = pairs = 0
    for row, said in verdicts.items():
        spoken = [one for one in said.values() if own(one)]
        if len(spoken) < 2:
            continue
        told = [one.outcome for one in spoken]
        item += [row] * len(told)
        code += [codes.setdefault(one, len(codes)) for one in told]
        pairs += 1
        same += len(set(told)) == 1
        alike += len({is_wrong(one) for one in spoken}) == 1
    if not pairs:
        return None
    rows = np.unique(item, return_inverse=True)[1]
    found = alpha(answers(rows, np.array(code), pairs, len(codes)))
    told_alpha = [found.value, found.low, found.high]
    return {
        "pairs": pairs,
        "same": share(same, pairs),
        "same_doubt": share(alike, pairs),
        "alpha": told_alpha if np.isfinite(told_alpha).all() else None,
    }


def gold(verdicts: Verdicts, known: Mapping[int, Any]) -> dict[str, Any] | None:
    """Return how often reviewers give the answer that is known to be right; None untold."""
    spoken = [
        (one, known[row])
        for row, said in verdicts.items()
        if row in known
        for one in said.values()
        if one.verdict != "skip"
    ]
    if not spoken:
        return None
    hits = sum(right(one, what) for one, what in spoken)
    doubts = sum(is_wrong(one) != same(one.old, what) for one, what in spoken)
    return {
        "n": len(spoken),
        "accuracy": share(hits, len(spoken)),
        "doubt_accuracy": share(doubts, len(spoken)),
    }


def own(decision: Decision) -> bool:
    """Tell whether it is an opinion of one's own: no skip, and no end of a dispute."""
    return decision.verdict != "skip" and not decision.settles


def right(decision: Decision, known: Any) -> bool:
    """Tell whether a decision gives the label that is known to be right."""
    return decision.outcome == ("label", as_set(value_of(known, "gold")))


def same(old: Any, known: Any) -> bool:
    """Tell whether the given label is the one that is known to be right."""
    return bool(as_set(old) == as_set(value_of(known, "gold")))


def reviewers(verdicts: Verdicts, known: Mapping[int, Any]) -> list[dict[str, Any]]:
    """Return what each reviewer did, by name."""
    told: dict[str, dict[str, Any]] = {}
    for row, said in verdicts.items():
        spoken = {by: one.outcome for by, one in said.items() if own(one)}
        for by, one in said.items():
            mine = told.setdefault(by, _blank(by))
            if one.verdict == "skip":
                mine["skipped"] += 1
                continue
            mine["reviewed"] += 1
            mine["wrong"] += is_wrong(one)
            mine["times"] += [one.seconds] if 0 < one.seconds <= BREAK else []
            others = [theirs for other, theirs in spoken.items() if other != by and own(one)]
            mine["agreed"] += [theirs == one.outcome for theirs in others]
            if row in known:
                mine["gold"].append(right(one, known[row]))
    return [_told(one) for _, one in sorted(told.items())]


def _blank(by: str) -> dict[str, Any]:
    return {
        "name": by, "reviewed": 0, "wrong": 0, "skipped": 0, "times": [], "agreed": [], "gold": [],
    }  # fmt: skip


def _told(one: dict[str, Any]) -> dict[str, Any]:
    times, agreed, hits = one.pop("times"), one.pop("agreed"), one.pop("gold")
    return one | {
        "seconds": float(np.median(times)) if times else None,
        "agree": float(np.mean(agreed)) if agreed else None,
        "compared": len(agreed),
        "gold_accuracy": share(sum(hits), len(hits)) if hits else None,
        "gold": len(hits),
    }


def share(hits: int, of: int) -> list[float]:
    """Return a share with its exact 95 % interval."""
    low, high = clopper_pearson(hits, of)
    return [hits / of, float(low), float(high)]
