"""What the reviews tell: one plain dict, ready for JSON."""

from collections.abc import Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from assay.kernels.interval import clopper_pearson
from assay.review.agreement import agreement, gold, reviewers, share
from assay.review.mistaken import corrected
from assay.review.outcome import COUNTS, Seen, Verdicts, seen
from assay.review.pace import ahead, seconds_each, stop
from assay.review.population import Population
from assay.review.rate import Rate, rate
from assay.types import Bools, Floats

if TYPE_CHECKING:
    from assay.review.review import Review

#: Moments at which the estimate is told, at most.
MOMENTS = 16
#: Ranges of the stated probability that are compared with what was found.
RANGES = (0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0)

METHOD = (
    "prediction-powered, stratified by P(wrong): the top of the ranking is counted, the rest is "
    "told by the items drawn at random"
)
ASSUMES = (
    "The reviewers are right; how often they err widens nothing here.",
    "The interval holds at every moment at once: look as often, and stop when you like.",
)
UNTOLD = (
    "Too few items were drawn at random: the ends are what is known for certain, the value is what "
    "the audit expects, corrected by what was found at the top."
)


def board(review: "Review", by: str = "") -> dict[str, Any]:
    """Return what the standing decisions of a review tell, whoever asks."""
    del by
    gold = review.index.arrays.get("gold")
    known = {}
    if gold is not None:
        names = review.index.classes
        known = {int(row): names[int(gold[row])] for row in np.flatnonzero(np.asarray(gold) >= 0)}
    return tell(review.population(), review.state.standing, known=known)


def tell(
    population: Population, verdicts: Verdicts, *, known: Mapping[int, Any] | None = None
) -> dict[str, Any]:
    """Return what the standing decisions tell of the labels and of the reviewers.

    Parameters
    ----------
    population
        The items.
    verdicts
        Row -> reviewer -> their standing decision.
    known
        Row -> the label that is known to be right (gold), where there is any.
    """
    told, right = seen(verdicts), dict(known or {})
    now = rate(population, told)
    seconds = seconds_each(verdicts)
    next_ = ahead(population, told, now, seconds)
    together, checked = agreement(verdicts), gold(verdicts, right)
    return {
        "reviewed": now.reviewed,
        "total": population.size,
        "left": next_["left"],
        "rate": said(population, told, now) | {"corrected": corrected(now, together, checked)},
        "trend": trend(population, told, now),
        "precision": precision(population, told),
        "wrong_found": now.found,
        "expected_left": next_["expected_left"],
        "per_hour": next_["per_hour"],
        "per_minute": next_["per_minute"],
        "seconds": seconds,
        "stop": stop(population, now, next_, seconds),
        "agreement": together,
        "gold": checked,
        "reviewers": reviewers(verdicts, right),
        "by_class": by_class(population, told, now),
        "protected": int(population.protected[told.rows[told.low > 0]].sum()),
    }


def said(population: Population, told: Seen, now: Rate) -> dict[str, Any]:
    """Return the rate with what it assumes and how verdicts count."""
    strict = rate(population, told.strict()) if told.ambiguous.any() else None
    return {
        "value": now.value, "low": now.low, "high": now.high, "n": now.reviewed,
        "told": now.told, "method": METHOD, "counts": list(COUNTS),
        "assumes": list(ASSUMES if now.told else (UNTOLD, *ASSUMES)),
        "counted": now.counted, "drawn": now.drawn, "elsewhere": now.elsewhere,
        "unknown": now.unknown, "ambiguous": int(told.ambiguous.sum()),
        "with_ambiguous": None if strict is None else [strict.value, strict.low, strict.high],
    }  # fmt: skip


def trend(population: Population, told: Seen, now: Rate) -> list[dict[str, float]]:
    """Return the estimate as it was after so many items, up to now."""
    many = len(told.rows)
    at = np.unique(np.round(np.linspace(0, many, MOMENTS + 1)[1:-1]).astype(int))
    moments = [(int(k), rate(population, told.first(int(k)))) for k in at if 0 < k < many]
    moments += [(many, now)] if many else []
    return [
        {"reviewed": k, "value": one.value, "low": one.low, "high": one.high}
        for k, one in moments
    ]  # fmt: skip


def precision(population: Population, told: Seen) -> dict[str, Any] | None:
    """Return whether suspects were wrong as often as stated, in all and by what was stated.

    Suspects are labels more likely wrong than right. None where none of them was looked at.
    """
    fine = told.known & (population.place[told.rows] >= 0)
    p, wrong = population.p_wrong[told.rows[fine]], told.low[fine] > 0
    suspect = p > 0.5
    bins = [
        {"from": low, "to": high} | compared(p[here], wrong[here])
        for low, high in pairwise(RANGES)
        if (here := (p >= low) & ((p < high) | ((high == 1.0) & (p == 1.0)))).any()
    ]
    whole = compared(p[suspect], wrong[suspect]) if suspect.any() else None
    if whole is None:
        return None
    return whole | {"bins": bins, "sentence": judged(whole)}


def compared(p: Floats, wrong: Bools) -> dict[str, Any]:
    """Return the mean stated probability beside the share found, with its interval."""
    return {
        "stated": float(p.mean()), "found": share(int(wrong.sum()), len(wrong)), "n": len(wrong)
    }  # fmt: skip


def judged(whole: Mapping[str, Any]) -> str:
    """Return in words whether the detector states its precision rightly."""
    value, low, high = whole["found"]
    stated = whole["stated"]
    words = (
        f"Of {whole['n']:,} suspects looked at {100 * value:.0f} % are wrong ({100 * low:.0f} to "
        f"{100 * high:.0f} %); {100 * stated:.0f} % was stated"
    )
    if stated > high:
        return f"{words}: it promised too much."
    if stated < low:
        return f"{words}: it promised too little."
    return f"{words}, which is borne out."


def by_class(population: Population, told: Seen, now: Rate) -> list[dict[str, Any]]:
    """Return for each given class what was looked at, what was wrong, and what is expected."""
    k = len(population.classes)
    if not k:
        return []
    given = population.given[population.ranked]
    rows = told.rows[population.given[told.rows] >= 0]
    there = np.isin(told.rows, rows)
    mine = population.given[rows]
    items = np.bincount(given[given >= 0], minlength=k)
    looked = np.bincount(mine, minlength=k)
    fine = told.known[there]
    wrong = np.bincount(mine, told.low[there] * fine, k)
    chance = now.ahead[population.bins[population.ranked]]
    expected = np.bincount(given[given >= 0], chance[given >= 0], k)
    expected -= np.bincount(mine, now.ahead[population.bins[rows]], k)
    counted = np.bincount(mine, fine, k)
    low, high = clopper_pearson(wrong, counted)
    return [
        {
            "name": population.classes[i], "n": int(items[i]), "reviewed": int(looked[i]),
            "wrong": int(wrong[i]), "expected_left": max(float(expected[i]), 0.0),
            "share": [float(wrong[i] / counted[i]), float(low[i]), float(high[i])]
            if counted[i] else None,
        }
        for i in range(k)
    ]  # fmt: skip
