"""The verdict: what the report says in one sentence."""

from typing import Any

from assay.report.numbers import amount, between, count, percent, span

Summary = dict[str, Any]

#: What each verdict on the error rate means to a reader.
MEANINGS = {
    "identified": "The data settle it.",
    "bounded": "Only a range can be known.",
    "cannot-be-told": "These data can't tell.",
}


def told(rate: Summary) -> str:
    """Return the error rate as one number, "unknown" where the data can't tell it.

    >>> told({"verdict": "cannot-be-told", "estimate": 0.05})
    'unknown'
    """
    return percent(None if rate["verdict"] == "cannot-be-told" else rate["estimate"])


def verdict(summary: Summary) -> str:
    """Return the sentence for the top of the page."""
    if not summary["n_items"]:
        return "There are no items."
    if not summary["n_labelled"]:
        items = amount(summary["n_items"], "item")
        return f"None of the {items} has a label, so there is nothing to judge."
    return "".join((_rate(summary), _flagged(summary), _planted(summary), _stop(summary)))


def _rate(summary: Summary) -> str:
    rate = summary["error_rate"]
    labels = f"the {summary.get('units') or amount(summary['n_labelled'], 'label')}"
    low, high, estimate = rate["low"], rate["high"], rate["estimate"]
    match rate["verdict"]:
        case "identified" if estimate is not None:
            return f"{_about(estimate)} of {labels} are wrong ({between(low, high)})"
        case "bounded" if estimate is not None:
            return f"{_about(estimate)} of {labels} look wrong ({between(low, high)})"
        case "bounded":
            return f"{between(low, high).capitalize()} of {labels} are wrong"
    if None in (low, high) or (low <= 0 and high >= 1):
        return f"How many of {labels} are wrong can't be told from these data"
    return f"How many of {labels} are wrong can't be told from these data; {span(low, high)} fits"


def _about(share: float) -> str:
    text = percent(share)
    return text.capitalize() if text.startswith(("under", "over")) else f"About {text}"


def _flagged(summary: Summary) -> str:
    if not summary["methods"].get("flag"):
        return ""
    n = summary["n_flagged"]
    if not n:
        return "; none is flagged"
    pairs = summary["confused"]
    text = f"; {count(n)} {'is' if n == 1 else 'are'} flagged"
    if pairs and len(summary["classes"]) > 2:
        text += f", worst between {pairs[0]['given']} and {pairs[0]['truth']}"
    return text


def _planted(summary: Summary) -> str:
    planted = summary["planted"]
    if not planted or not planted["n"] or not summary["n_flagged"]:
        return ""
    errors = amount(planted["n"], "planted error")
    return f", with {count(planted['found'])} of the {errors} among them"


def _stop(summary: Summary) -> str:
    errors = sum(finding["severity"] == "error" for finding in summary["findings"])
    return f"; {amount(errors, 'serious finding')} below." if errors else "."
