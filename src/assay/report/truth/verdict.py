"""What the report says in one sentence, and what its probability means."""

from typing import Any

from assay.report.numbers import amount, between, chance, count, figure, percent

Summary = dict[str, Any]

#: What it means that it can or can't be told how sure the truth is.
MEANINGS = {
    "identified": "Checked labels say how good this truth is.",
    "bounded": "The probability is what the model makes of the votes; nobody checked it.",
    "cannot-be-told": "These votes can't tell how good this truth is.",
}


def verdict(summary: Summary) -> str:
    """Return the sentence for the top of the page."""
    if not summary["n_voted"]:
        return "Nobody voted, so there is no truth to infer."
    items, votes = amount(summary["n_voted"], "item"), amount(summary["n_votes"], "vote")
    sources = amount(summary["n_sources"], "source")
    parts = (_sure(summary), _uncertain(summary), _agree(summary), _stop(summary))
    return f"{items} from {votes} of {sources}: " + "; ".join(p for p in parts if p) + "."


def _sure(summary: Summary) -> str:
    sure, known = summary["sure"], summary["checked"]
    if known and known["estimate"] is not None:
        rate = percent(known["estimate"])
        return (
            f"{rate} of the checked labels came out right ({between(known['low'], known['high'])})"
        )
    if sure["verdict"] == "cannot-be-told":
        return "how many labels are right can't be told from these votes"
    if sure["expected_right"] is None:
        wide = figure(sure["deviation"])
        return f"values are usually sure to within {wide} either way, if the model holds"
    what = "decisions on tags" if summary["truth"] == "any_of" else "labels"
    rate = chance(sure["expected_right"])
    about = rate if rate.startswith("over") else f"about {rate}"
    return f"{about} of the {what} are right, if the model holds"


def _uncertain(summary: Summary) -> str:
    n = summary["n_uncertain"]
    if not n:
        return "none is uncertain"
    return f"{count(n)} {'is' if n == 1 else 'are'} uncertain"


def _agree(summary: Summary) -> str:
    found = summary["agreement"]
    return f"agreement alpha {figure(found['value'])}" if found else ""


def _stop(summary: Summary) -> str:
    errors = sum(finding["severity"] == "error" for finding in summary["findings"])
    return f"{amount(errors, 'serious finding')} below" if errors else ""
