"""What more reviews would bring, and whether they pay."""

from typing import Any

import numpy as np

from assay.ledger.decision import Decision
from assay.review.agreement import BREAK
from assay.review.outcome import Seen, Verdicts
from assay.review.population import Population
from assay.review.rate import Rate
from assay.types import Floats, Ints

#: Seconds a decision takes where nobody was timed, and how many are looked at for it.
SECONDS, LATELY = 6.0, 200
#: The interval is wide enough to go on for where an hour takes this much off it.
MATTERS = 0.005
#: Reviews find little where the next hour's are wrong no more often than this, or than so many
#: times the share among all that is left.
SELDOM, HARDLY = 0.02, 1.5
#: Half-width of the interval that random reviews are counted for, where there are none.
AIM = 0.02


def seconds_each(verdicts: Verdicts) -> float:
    """Return how long a decision takes: the median of the last ones that were timed."""
    every: list[Decision] = [one for said in verdicts.values() for one in said.values()]
    timed = sorted((one.at, one.seconds) for one in every if 0 < one.seconds <= BREAK)
    return float(np.median([s for _, s in timed[-LATELY:]])) if timed else SECONDS


def unseen(population: Population, seen: Seen) -> Ints:
    """Return the items nobody looked at, most likely wrong first."""
    open_ = np.ones(len(population.place), bool)
    open_[seen.rows] = False
    return np.asarray(population.ranked[open_[population.ranked]])


def ahead(population: Population, seen: Seen, now: Rate, seconds: float) -> dict[str, Any]:
    """Return errors to be expected: in all that is left, in the next hour, and minute by minute."""
    rows = unseen(population, seen)
    chance: Floats = now.ahead[population.bins[rows]]
    hour = chance[: int(3600 / seconds)]
    minute = (np.arange(len(hour)) * seconds // 60).astype(int)
    left = now.value * population.size - now.found if now.told else float(chance.sum())
    return {
        "left": len(rows),
        "expected_left": max(float(left), 0.0),
        "per_hour": float(hour.sum()),
        "per_minute": np.bincount(minute, hour).tolist() if len(hour) else [],
        "share": float(hour.mean()) if len(hour) else 0.0,
    }


def stop(
    population: Population, now: Rate, found: dict[str, Any], seconds: float
) -> dict[str, Any]:
    """Return whether to go on, in a sentence, and what another hour takes off the interval."""
    width = now.high - now.low
    more = 3600 / seconds
    if not found["left"]:
        return _said("stop", "Every label was looked at.", 0.0, found)
    if not now.told:
        draws = needed(population, now)
        least = f"At least {now.found:,} labels are wrong"
        if now.found < 2:
            least = ("No wrong label was found", "At least 1 label is wrong")[now.found]
        sentence = (
            f"{least}; how many of the others are can't be told "
            f"yet. {draws:,} reviews in the order for the error rate would tell it to "
            f"{100 * AIM:g} points."
        )
        return _said("draw", sentence, width, found, draws)
    gain = width * (1 - float(np.sqrt(now.drawn / (now.drawn + shared(now) * more))))
    base = found["expected_left"] / found["left"]
    seldom = found["share"] <= max(SELDOM, HARDLY * base)
    little = gain < MATTERS
    brings = (
        f"another hour finds about {found['per_hour']:,.0f} wrong labels and changes the interval "
        f"by {100 * gain:.1f} points"
    )
    if seldom and little:
        return _said("stop", f"You can stop: {brings}.", gain, found)
    if seldom:
        words = f"Looking for errors pays no more ({brings}): go on only to know the rate better."
        return _said("estimate", words, gain, found)
    return _said("go on", f"Go on: {brings}.", gain, found)


def shared(now: Rate) -> float:
    """Return the share of reviews that were drawn at random below the top of the ranking."""
    return now.drawn / max(now.reviewed, 1)


def needed(population: Population, now: Rate) -> int:
    """Return about how many random reviews bring the interval to its aim.

    An interval that may be looked at after each review needs about three times as many as one
    that is looked at once.
    """
    share = float(np.clip(now.value, 0.01, 0.5))
    once = share * (1 - share) * (1.96 / AIM) ** 2
    left = max(population.size - now.counted, 1)
    many = 3 * once
    return int(min(left, max(60, np.ceil(many / (1 + many / left) / 10) * 10)))


def _said(
    advice: str, sentence: str, gain: float, found: dict[str, Any], draws: int = 0
) -> dict[str, Any]:
    return {
        "advice": advice, "sentence": sentence, "gain": float(gain), "hours": 1,
        "errors": float(found["per_hour"]), "draws": draws,
    }  # fmt: skip
