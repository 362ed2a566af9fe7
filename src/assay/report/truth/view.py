"""What the page shows of the summary: uncertain items, sources, pairs, whom to ask."""

from typing import Any

from assay.report.numbers import figure
from assay.report.plots import scale
from assay.report.plots.heat_map import DRAWN
from assay.report.view import CELLS, groups, words

Summary = dict[str, Any]

#: Items on the page, before the fold, and shown at least; sources, classes and pairs before the
#: fold; sources on the page; whom to ask.
SHOWN, FIRST, LEAST, SOURCES, CLASSES, PAIRS, LISTED, ASKED = 60, 12, 6, 15, 15, 10, 500, 12
#: Votes of one answer that are named.
NAMED = 6


def view(summary: Summary) -> dict[str, Any]:
    """Return what the templates need beside the summary."""
    head, _, rest = summary["verdict"].rstrip(".").partition("; ")
    listed = summary["sources"][:LISTED]
    numbers = summary["truth"] == "number"
    ends = [one["high"] for one in listed if one["high"] is not None]
    noise = summary["confusion"]
    return {
        "head": head,
        "rest": rest,
        "first": FIRST,
        "cards": [card(summary, one) for one in shown(summary)],
        "sources": listed[:SOURCES],
        "more_sources": listed[SOURCES:],
        "numbers": numbers,
        "source_top": max(ends, default=1.0) if numbers else 1.0,
        "classes": summary["classes"][:CLASSES],
        "more_classes": summary["classes"][CLASSES:],
        "class_top": scale(*(one["share"] for one in summary["classes"])),
        "pairs": summary["pairs"][:PAIRS],
        "drawn": min(len(noise["classes"]), DRAWN) if noise else 0,
        "strengths": summary["strengths"][:LISTED],
        "strong": (
            min((one["low"] for one in summary["strengths"]), default=0.0),
            max((one["high"] for one in summary["strengths"]), default=1.0),
        ),
        "ask": summary["ask"][:ASKED],
        "groups": groups(summary),
        "settings": settings(summary),
        "care": care(summary),
    }


def shown(summary: Summary) -> list[dict[str, Any]]:
    """Return the uncertain items that fit on the page, or a few others where hardly any is."""
    worst = summary["uncertain"][:SHOWN]
    flagged = [one for one in worst if one["uncertain"]]
    return flagged if len(flagged) >= LEAST else worst[:LEAST]


def card(summary: Summary, one: dict[str, Any]) -> dict[str, Any]:
    """Return an item with its votes put together by what they say."""
    said: dict[str, list[str]] = {}
    for vote in one["votes"]:
        said.setdefault(vote["said"], []).append(vote["source"])
    by = sorted(said.items(), key=lambda pair: -len(pair[1]))
    named = [(word, list(dict.fromkeys(who)), who) for word, who in by]
    made = {
        **one,
        "by": [(word, names[:NAMED], len(names), len(who)) for word, names, who in named],
        "hidden": max(0, one["n_votes"] - len(one["votes"])),
    }
    if summary["truth"] == "number":
        made |= spread(one)
    if one["content"]["kind"] == "row":
        cells = one["content"]["cells"]
        made["cells"] = {name: words(value) for name, value in list(cells.items())[:CELLS]}
        made["hidden_cells"] = max(0, len(cells) - CELLS)
    return made


def spread(one: dict[str, Any]) -> dict[str, Any]:
    """Return the numbers that were said of an item, and the ends of a scale that holds them."""
    answer = one["answers"][0]
    said = [float(vote["said"]) for vote in one["votes"]]
    ends = [end for end in (answer["low"], answer["high"]) if end is not None]
    scale_ends = (min((*said, *ends), default=0.0), max((*said, *ends), default=1.0))
    words = " to ".join(figure(answer[end]) for end in ("low", "high"))
    return {"of": words, "said": said, "ends": scale_ends}


def settings(summary: Summary) -> dict[str, str]:
    """Return where the data are from and every setting, in words."""
    told = {**summary["origin"], **summary["settings"]}
    return {name: words(value) for name, value in told.items() if value not in (None, {}, [])}


def care(summary: Summary) -> list[str]:
    """Return why the probability may say too much, one sentence each."""
    thin = ("one-source", "one-vote-an-item", "few-votes", "thin-sources")
    told = [f"{f['message']} {f['why']}" for f in summary["findings"] if f["code"] in thin]
    known = summary["checked"]
    if known and known["stated"] is not None and known["high"] < known["stated"]:
        told.append(
            "On checked items the probabilities said more than was true: take them as an order, "
            "not at their word."
        )
    return told
