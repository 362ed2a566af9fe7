"""What was inferred -> one plain dict, from which every format is made."""

from typing import Any

import numpy as np

from assay import __version__
from assay.audit.codes import codes
from assay.kernels.interval import wilson
from assay.posterior import NumberPosterior, Posterior, TagPosterior
from assay.report.plain import number, plain, word
from assay.report.truth import disagree, tables, uncertain, uneven
from assay.report.truth.asking import asking
from assay.report.truth.run import TruthRun
from assay.report.truth.steps import steps
from assay.report.truth.verdict import verdict
from assay.results import Finding

SCHEMA = "assay-truth/1"

#: Sources and classes in the dict, items named in a finding.
SOURCES, CLASSES, NAMED = 1000, 1000, 20


def summarise(run: TruthRun) -> dict[str, Any]:
    """Return everything a report says, as plain values that strict JSON knows.

    Floats have 6 significant digits; what isn't known is None. All but `timings` is the same on
    every run of the same data and settings.
    """
    evidence, dataset = run.evidence, run.dataset
    said = tables.votes(run)
    counts = disagree.crowd(run)
    flagged = uncertain.uncertain(run)
    summary: dict[str, Any] = {
        "schema": SCHEMA,
        "assay": __version__,
        "name": word(dataset.name),
        "kind": dataset.kind,
        "data_digest": dataset.digest,
        "settings": plain(run.settings),
        "origin": plain(dataset.origin),
        "truth": run.kind,
        "n_items": dataset.n_items,
        "n_voted": int((said > 0).sum()),
        "n_votes": int(said.sum()),
        "n_sources": int((run.worth.votes > 0).sum()),
        "n_classes": len(evidence.classes),
        "votes_per_item": spread(said[said > 0]),
        "votes_per_source": spread(run.worth.votes[run.worth.votes > 0]),
        "verdict": "",
        "sure": sure(run),
        "checked": checked(run),
        "agreement": None if run.agreement is None else plain(dict(run.agreement)),
        "classes": classes(run),
        "n_uncertain": int(flagged.sum()),
        "n_two_answers": int(uncertain.two_answers(run).sum()),
        "uncertain": uncertain.cards(run),
        "sources": sources(run),
        "confusion": disagree.matrix(run, counts),
        "pairs": disagree.pairs(run, counts),
        "groups": uneven.groups(run),
        "strengths": strengths(run),
        "findings": [finding(run, one) for one in run.findings],
        "ask": asking(run),
        "methods": plain(run.methods),
        "assumes": assumes(run),
        "timings": plain(run.seconds),
        "next": [],
    }
    summary["verdict"] = verdict(summary)
    summary["next"] = steps(summary)
    return summary


def spread(counts: Any) -> dict[str, float | None]:
    """Return the least, middle, mean and most of some counts."""
    if not len(counts):
        return dict.fromkeys(("least", "median", "mean", "most"))
    return {
        "least": int(counts.min()),
        "median": number(np.median(counts)),
        "mean": number(counts.mean()),
        "most": int(counts.max()),
    }


def sure(run: TruthRun) -> dict[str, Any]:
    """Return how many labels are right if the model holds, and whether that can be told.

    `expected_right` is a share of labels, of decisions for tags, and None for numbers, where
    `deviation` is the usual half of an interval's width instead.
    """
    known = tables.told(run)
    right = deviation = None
    match run.posterior:
        case Posterior() if known.any():
            right = number(tables.best(run.posterior)[known].mean())
        case TagPosterior() if known.any():
            proba = run.posterior.proba[known]
            right = number(np.maximum(proba, 1 - proba).mean())
        case NumberPosterior() if known.any():
            finite = run.posterior.deviation[known]
            deviation = number(tables.DEVIATE * np.median(finite))
    serious = [f.code for f in run.findings if f.severity == "error"]
    blind = any(code in ("one-source", "one-vote-an-item") for code in serious)
    told = "cannot-be-told" if blind else "bounded"
    if run.checked is not None and run.checked.items:
        told = "identified"
    return {"expected_right": right, "deviation": deviation, "verdict": told}


def checked(run: TruthRun) -> dict[str, Any] | None:
    """Return how the truth fares on checked items, inferred without knowing them."""
    if run.checked is None:
        return None
    n, right = run.checked.items, run.checked.right
    low, high = wilson(right, n)
    return {
        "items": n,
        "right": right,
        "estimate": number(right / n) if n else None,
        "low": number(low),
        "high": number(high),
        "stated": number(run.checked.stated / n) if n else None,
    }


def classes(run: TruthRun) -> list[dict[str, Any]]:
    """Return each class with how many items have it, and are expected to."""
    posterior, known = run.posterior, tables.told(run)
    if isinstance(posterior, NumberPosterior):
        return []
    if isinstance(posterior, TagPosterior):
        count = posterior.tags[known].sum(axis=0)
    else:
        count = np.bincount(posterior.labels[known], minlength=len(posterior.classes))
    expected, total = posterior.proba[known].sum(axis=0), max(1, int(known.sum()))
    return [
        {
            "name": word(name),
            "count": int(count[k]),
            "share": number(count[k] / total),
            "expected": number(expected[k]),
        }
        for k, name in enumerate(posterior.classes[:CLASSES])
    ]


def sources(run: TruthRun) -> list[dict[str, Any]]:
    """Return each source with what it is worth: best first, those that can't be told last."""
    worth, numbers = run.worth, run.kind == "number"
    # A lucky source with few votes must not stand above a good one with many.
    rank = worth.high if numbers else -worth.low
    order = np.lexsort((np.arange(len(rank)), -worth.votes, np.nan_to_num(rank, nan=np.inf)))
    listed = [s for s in order.tolist() if worth.votes[s] > 0][:SOURCES]
    return [
        {
            "source": word(run.evidence.sources[s].name),
            "kind": "gold" if run.evidence.sources[s].trusted else run.evidence.sources[s].kind,
            "accuracy": number(worth.accuracy[s]),
            "low": number(worth.low[s]),
            "high": number(worth.high[s]),
            "votes": int(worth.votes[s]),
            "judged": int(worth.judged[s]),
        }
        for s in listed
    ]


def strengths(run: TruthRun) -> list[dict[str, Any]]:
    """Return the things that were compared in pairs, strongest first."""
    found = getattr(run.posterior, "strengths", None)
    if found is None:
        return []
    return [
        {
            "name": word(found.names[t]),
            "value": number(found.value[t]),
            "low": number(found.low[t]),
            "high": number(found.high[t]),
        }
        for t in found.order[:SOURCES].tolist()
    ]


def assumes(run: TruthRun) -> list[str]:
    """Return what the method assumes, as its docstring says it."""
    import inspect

    doc = inspect.getdoc(type(run.method)) or ""
    _, _, rest = doc.partition("\nAssumes\n-------\n")
    return [" ".join(rest.split("\n\n")[0].split())] if rest else []


def finding(run: TruthRun, one: Finding) -> dict[str, Any]:
    """Return a finding with what its code means."""
    what, why, how = codes().get(one.code, ("", "", ""))
    rows = np.asarray(one.items, np.int64)[:NAMED]
    return {
        "code": one.code,
        "severity": one.severity,
        "subject": one.subject,
        "name": word(one.name),
        "message": word(one.message),
        "repair": word(one.repair),
        "value": number(one.value),
        "n_items": len(one.items),
        "items": plain(np.asarray(run.dataset.ids)[rows]),
        "rows": plain(rows),
        "what": what,
        "why": why,
        "how": how,
    }
