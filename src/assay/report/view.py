"""What the page shows of the summary: suspects, classes, pairs, and how neighbours differ."""

from collections import Counter
from typing import Any

from assay.report.content import shorten
from assay.report.numbers import figure
from assay.report.plots import scale
from assay.report.plots.heat_map import DRAWN
from assay.report.rated import rated

Summary = dict[str, Any]

#: Suspects on the page, those before the fold, and those shown at least; classes and pairs
#: before the fold; columns of a row.
SHOWN, FIRST, LEAST, CLASSES, PAIRS, CELLS = 60, 12, 6, 15, 8, 12


def view(summary: Summary) -> dict[str, Any]:
    """Return what the templates need beside the summary."""
    chosen = shown(summary)
    head, _, rest = summary["verdict"].rstrip(".").partition("; ")
    rate = summary["error_rate"]
    classes = sorted(
        summary["classes"], key=lambda c: -((c["error_rate"] or {}).get("estimate") or 0)
    )
    return {
        "head": head,
        "rest": rest,
        "top": scale(rate["high"], rate["estimate"]),
        "first": FIRST,
        "suspects": [card(one) for one in chosen],
        "given": sorted({one["label"] for one in chosen if one["label"]}),
        "classes": classes[:CLASSES],
        "more_classes": classes[CLASSES:],
        "class_top": scale(*((c["error_rate"] or {}).get("high") for c in classes)),
        "groups": groups(summary),
        "agreement": agreement(summary),
        "drawn": min(len((summary["noise_matrix"] or {"classes": []})["classes"]), DRAWN),
        "pairs": summary["confused"][:PAIRS],
        "worth": rated(summary),
        "settings": {n: words(v) for n, v in {**summary["origin"], **summary["settings"]}.items()},
    }


def groups(summary: Summary) -> list[list[dict[str, Any]]]:
    """Return the findings, those of one code and severity together."""
    made: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for one in summary["findings"]:
        made.setdefault((one["code"], one["severity"]), []).append(one)
    return list(made.values())


def agreement(summary: Summary) -> float | None:
    """Return the share of given labels that the predictions agree with."""
    bins = (summary["reliability"] or {"bins": []})["bins"]
    n = sum(b["count"] for b in bins)
    return sum(b["accuracy"] * b["count"] for b in bins) / n if n else None


def shown(summary: Summary) -> list[dict[str, Any]]:
    """Return the flagged suspects that fit on the page, or a few others where hardly any is."""
    worst = summary["suspects"][:SHOWN]
    flagged = [one for one in worst if one.get("flagged", True)]
    return flagged if len(flagged) >= LEAST else worst[:LEAST]


def card(one: dict[str, Any]) -> dict[str, Any]:
    """Return a suspect with its cells in words and what is to be said of its neighbours."""
    near = [{**other, "agrees": _agrees(one, other)} for other in one["neighbours"]]
    said = Counter(other["label"] or "no label" for other in near)
    made = {**one, "neighbours": near, "around": [(n, label) for label, n in said.most_common()]}
    if one["content"]["kind"] == "row":
        cells = one["content"]["cells"]
        made["cells"] = {name: words(value) for name, value in list(cells.items())[:CELLS]}
        made["hidden_cells"] = max(0, len(cells) - CELLS)
        for other in near:
            other["unlike"] = unlike(cells, other["content"].get("cells", {}))
    for other in near:
        other["text"] = shorten(other["content"].get("text", ""), 180)
    return made


def _agrees(one: dict[str, Any], other: dict[str, Any]) -> str:
    if other["label"] == one["label"]:
        return "given"
    return "suggested" if other["label"] == one["suggested"] else "other"


def unlike(cells: dict[str, Any], theirs: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the cells in which a neighbour differs, at most 6."""
    return [(n, words(v)) for n, v in theirs.items() if v != cells.get(n)][:6]


def words(value: Any) -> str:
    """Return a cell as text: numbers in few digits, nothing as a dash."""
    match value:
        case None:
            return "\N{EN DASH}"
        case bool():
            return "yes" if value else "no"
        case float():
            return figure(value) if abs(value) < 1000 else f"{value:,.0f}"
        case list():
            return ", ".join(map(words, value))
        case dict():
            return ", ".join(f"{k}: {words(v)}" for k, v in value.items())
    return str(value)
