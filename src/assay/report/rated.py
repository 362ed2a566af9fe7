"""What flags are worth, as formats show it: what is measured, in order, and in words."""

from typing import Any

from assay.report.numbers import amount, percent, reach
from assay.report.plots import scale

Summary = dict[str, Any]

#: Classes before the fold.
CLASSES = 15

#: Below this, most wrong labels are missed.
HALF = 0.5
BLIND = (
    "Most wrong labels are not flagged, since the predictions know too little of these items. The "
    "order still helps: look from the top, as far as it pays."
)
MEASURED = (
    "Recall is what was caught of {}, made as the estimated noise makes them; the other shares are "
    "as P(wrong) has it. Mistakes that people make on hard items are harder to find."
)
EXPECTED = "No errors were planted (quick, or too few items), so all of it is as P(wrong) has it."


def rated(summary: Summary) -> dict[str, Any] | None:
    """Return what was measured of the flags, worst group first; None where nothing was."""
    told = summary.get("measured")
    if not told:
        return None
    every = told[0]
    classes = sorted((one for one in told if one["kind"] == "class"), key=_worst)
    rate = every["false_flags"]
    return {
        "all": every,
        "how": how(every),
        "top": scale(*(rate[end] for end in ("low", "high")) if rate else (1.0,)),
        "classes": classes[:CLASSES],
        "more": classes[CLASSES:],
        "slices": [one for one in told if one["kind"] == "slice"],
        "warnings": warnings(summary),
    }


def warnings(summary: Summary) -> list[str]:
    """Return what to take care of, one sentence each."""
    recall = summary["measured"][0]["recall"]
    weak = [BLIND] if recall and recall["high"] < HALF else []
    return weak + [f["message"] for f in summary["findings"] if f["code"] == "uneven-flags"]


def how(every: Summary) -> str:
    """Return how it was measured."""
    errors = amount(every["planted"], "planted error")
    return MEASURED.format(errors) if every["planted"] else EXPECTED


def sentence(summary: Summary) -> str:
    """Return what the flags are worth in one line; "" where nothing was measured."""
    told = summary.get("measured")
    if not told:
        return ""
    words = {
        "precision": "of the flagged are wrong",
        "recall": "of the wrong are flagged",
        "false_flags": "of the right are flagged",
    }
    rates = [(told[0][name], tail) for name, tail in words.items()]
    return ", ".join(f"{percent(rate['estimate'])} {tail}" for rate, tail in rates if rate)


def ends(rate: Summary | None) -> str:
    """Return a rate with its interval.

    >>> ends({"estimate": 0.25, "low": 0.1, "high": 0.5}), ends(None)
    ('25 % (10 % to 50 %)', '')
    """
    return f"{percent(rate['estimate'])} ({reach(rate['low'], rate['high'])})" if rate else ""


def _worst(one: Summary) -> tuple[bool, float, float, str]:
    """Return what sorts groups: those that fare worse, then by what is sure of the rates."""
    recall, false = one["recall"], one["false_flags"]
    most = recall["high"] if recall else 1.0
    return not one["worse"], most, -(false["low"] if false else 0.0), one["group"]
