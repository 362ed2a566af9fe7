"""What an audit found -> one plain dict, from which every format is made."""

from typing import Any

import numpy as np

from assay import __version__
from assay.audit.codes import codes
from assay.report import counts, curves, said, worth
from assay.report.plain import number, plain, word
from assay.report.run import AuditRun
from assay.report.steps import steps
from assay.report.suspects import identities, suspects
from assay.report.verdict import verdict
from assay.results import Estimate, Finding

SCHEMA = "assay-report/1"

#: Items named in a finding.
NAMED = 20


def summarise(run: AuditRun) -> dict[str, Any]:
    """Return everything a report says, as plain values that strict JSON knows.

    Floats have 6 significant digits; what isn't known is None. All but `timings` is the same
    on every run of the same data and settings.
    """
    final, dataset = run.final, run.dataset
    # Of tags, p_wrong is about the worst of each item: its sum says nothing of all.
    known = final is not None and final.p_wrong is not None and said.kind(run) != "any_of"
    summary: dict[str, Any] = {
        "schema": SCHEMA,
        "assay": __version__,
        "name": word(dataset.name),
        "kind": dataset.kind,
        "data_digest": dataset.digest,
        "settings": plain(run.settings),
        "origin": plain(dataset.origin),
        "n_items": dataset.n_items,
        "n_labelled": counts.labelled(run),
        "n_classes": len(dataset.classes),
        "splits": counts.splits(run),
        "truth": dataset.evidence.truth.kind,
        "units": said.units(run),
        "verdict": "",
        "error_rate": rate(run.error_rate),
        "classes": counts.classes(run),
        "noise_matrix": counts.noise_matrix(run),
        "confused": counts.confused(run),
        "findings": [finding(run, one) for one in run.findings],
        "suspects": suspects(run),
        "measured": worth.measured(run),
        "n_flagged": 0 if final is None else int(final.flagged.sum()),
        "expected_wrong": number(final.p_wrong.sum()) if known else None,  # type: ignore[union-attr]
        "reliability": curves.reliability(run),
        "map": curves.layout(run),
        "planted": counts.planted(run),
        "methods": plain(run.methods),
        "timings": plain(run.seconds),
        "next": [],
    }
    summary["verdict"] = verdict(summary)
    summary["next"] = steps(summary)
    return summary


def rate(estimate: Estimate) -> dict[str, Any]:
    """Return the error rate of the labels with its interval and what would settle it."""
    checks = estimate.about.get("gold_checks")
    return {
        "estimate": number(estimate.value),
        "low": number(estimate.low),
        "high": number(estimate.high),
        "level": number(estimate.level),
        "verdict": estimate.verdict,
        "assumes": plain(estimate.assumes),
        "settle": word(estimate.settle),
        "gold_checks": None if checks is None else int(np.asarray(checks)),
    }


def finding(run: AuditRun, one: Finding) -> dict[str, Any]:
    """Return a finding with what its code means."""
    what, why, how = codes().get(one.code, ("", "", ""))
    return {
        "code": one.code,
        "severity": one.severity,
        "subject": one.subject,
        "name": word(one.name),
        "message": word(one.message),
        "repair": word(one.repair),
        "value": number(one.value),
        "n_items": len(one.items),
        "items": identities(run, one.items, NAMED),
        "rows": plain(np.asarray(one.items, np.int64)[:NAMED]),
        "what": what,
        "why": why,
        "how": how,
    }
