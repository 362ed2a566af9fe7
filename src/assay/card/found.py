"""What an audit and an inference of truth measured, as the facts a card tells."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from assay.errors import DataError

Summary = Mapping[str, Any]
WHO = "card"
AUDIT, TRUTH = "assay-report/1", "assay-truth/1"


def read_summaries(folders: Sequence[Path]) -> dict[str, Summary]:
    """Return what `report.json` of each folder says, by its kind: "audit" and "truth"."""
    found: dict[str, Summary] = {}
    for folder in folders:
        path = folder / "report.json" if folder.is_dir() else folder
        fix = "Name the folder that `assay audit` or `assay truth` wrote."
        if not path.is_file():
            rule = "there must be a report to make a card of"
            raise DataError(WHO, rule, got="none", where=str(path), fix=fix)
        try:
            said = json.loads(path.read_text("utf-8"))
            kind = {AUDIT: "audit", TRUTH: "truth"}[said["schema"]]
        except (ValueError, KeyError, TypeError):
            rule = "a report must be of this version of assay"
            raise DataError(WHO, rule, got="something else", where=str(path), fix=fix) from None
        if kind in found:
            rule = "a card has one audit and one truth at the most"
            raise DataError(WHO, rule, got=f"two of {kind}", where=str(folder))
        found[kind] = said
    return found


def finding(summary: Summary, *codes: str) -> list[Mapping[str, Any]]:
    """Return the findings of these codes."""
    return [one for one in summary["findings"] if one["code"] in codes]


def looked_for(summary: Summary, auditor: str) -> bool:
    """Tell whether an auditor could look at the data."""
    return auditor in summary["methods"].get("audit", ())


def error_rate(summaries: Mapping[str, Summary]) -> Mapping[str, Any] | None:
    """Return the share of wrong labels with its ends and its verdict, None where none is told."""
    audit = summaries.get("audit")
    rate = audit["error_rate"] if audit else None
    return rate if rate and rate.get("estimate") is not None else None


def effective(counts: Sequence[float]) -> float:
    """Return how many classes of one size would be as hard to guess: e to the entropy.

    >>> effective([5, 5]), round(effective([9, 1]), 2)
    (2.0, 1.38)
    """
    from math import exp, log

    total = sum(counts)
    shares = [one / total for one in counts if one > 0] if total else []
    return exp(-sum(share * log(share) for share in shares))
