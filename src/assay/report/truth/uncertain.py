"""The items whose truth is least sure, with what was said of each."""

from typing import Any

import numpy as np

from assay.evidence import heaviest
from assay.posterior import NumberPosterior, Posterior, TagPosterior
from assay.report.content import content
from assay.report.plain import number, plain, word
from assay.report.truth import tables
from assay.report.truth.run import TruthRun
from assay.types import Bools, Floats, Ints

#: Items in the dict, those of them whose pictures are kept, answers and votes shown of each.
KEPT, PICTURED, ANSWERS, VOTES = 200, 60, 4, 24
#: Answers beyond the second are shown from this probability on.
SEEN = 0.01
#: An item is uncertain where its label is wrong with at least this probability.
DOUBT = 0.2
#: Two answers are plausible where the second has at least this, and two votes.
SECOND, AT_LEAST = 0.2, 2


def doubt(run: TruthRun) -> Floats:
    """Return (n,) how unsure each item is: nats; of numbers the deviation; 0 where unknown."""
    known = tables.told(run)
    match run.posterior:
        case Posterior():
            value = run.posterior.entropy
        case TagPosterior():
            value = tables.binary_entropy(run.posterior.proba).sum(axis=1)
        case NumberPosterior():
            value = run.posterior.deviation
    return np.where(known & np.isfinite(value), value, 0.0)


def uncertain(run: TruthRun) -> Bools:
    """Return (n,) the items that are not to be trusted: wrong with 20 % or more.

    Of numbers those whose interval is more than twice as wide as the median.
    """
    known = tables.told(run)
    unsure: Bools
    match run.posterior:
        case Posterior():
            unsure = 1 - tables.best(run.posterior) >= DOUBT
        case TagPosterior():
            proba = run.posterior.proba
            unsure = np.any(np.minimum(proba, 1 - proba) >= DOUBT, axis=1)
        case NumberPosterior():
            deviation = run.posterior.deviation
            usual = float(np.median(deviation[known])) if known.any() else 0.0
            unsure = deviation > 2 * usual
    return np.asarray(unsure & known)


def two_answers(run: TruthRun) -> Bools:
    """Return (n,) the items of which two answers are plausible: likely, and voted for twice."""
    posterior, k = run.posterior, len(run.evidence.classes)
    if not isinstance(posterior, Posterior) or k < 2:
        return np.zeros(run.evidence.n_items, bool)
    second = np.argpartition(-posterior.proba, 1, axis=1)[:, 1]
    rows = np.arange(len(second))
    said = np.zeros(len(second), np.int64)
    hard = np.flatnonzero(~np.asarray(run.evidence.negated))
    about = run.evidence.item[hard]
    np.add.at(said, about, heaviest(run.evidence.claim)[hard] == second[about])
    return np.asarray((posterior.proba[rows, second] >= SECOND) & (said >= AT_LEAST))


def cards(run: TruthRun) -> list[dict[str, Any]]:
    """Return the least sure items, worst first."""
    value = doubt(run)
    worst = np.argsort(-value, kind="stable")[:KEPT]
    worst = worst[value[worst] > 0]
    flagged, order = uncertain(run), np.argsort(run.evidence.item, kind="stable")
    start = np.searchsorted(run.evidence.item[order], np.arange(run.evidence.n_items + 1))
    two = two_answers(run)
    made = []
    for rank, item in enumerate(worst.tolist()):
        claims = order[start[item] : start[item + 1]]
        made.append(
            {
                "item": plain(np.asarray(run.dataset.ids)[item]),
                "row": item,
                "doubt": number(value[item]),
                "uncertain": bool(flagged[item]),
                "two_answers": bool(two[item]),
                "answers": answers(run, item),
                "n_votes": len(np.unique(run.evidence.source[claims])),
                "votes": votes(run, claims),
                "content": content(run.dataset, item, 96 if rank < PICTURED else 0),
            }
        )
    return made


def answers(run: TruthRun, item: int) -> list[dict[str, Any]]:
    """Return what the truth of an item may be, most probable first."""
    match run.posterior:
        case Posterior() | TagPosterior():
            proba = run.posterior.proba[item]
            order = np.argsort(-proba, kind="stable")[:ANSWERS]
            return [
                {"label": word(run.evidence.classes[k]), "probability": number(proba[k])}
                for k in order.tolist()
                if proba[k] >= SEEN or k in order[:2]
            ]
    value, off = run.posterior.value[item], tables.DEVIATE * run.posterior.deviation[item]
    return [{"value": number(value), "low": number(value - off), "high": number(value + off)}]


def votes(run: TruthRun, claims: Ints) -> list[dict[str, Any]]:
    """Return who said what, the most reliable first."""
    accuracy = run.worth.accuracy[run.evidence.source[claims]]
    sign = -1 if run.kind != "number" else 1
    order = np.argsort(sign * np.nan_to_num(accuracy, nan=0.5), kind="stable")
    return [
        {
            "source": word(run.evidence.sources[run.evidence.source[row]].name),
            "said": said(run, int(row)),
            "accuracy": number(run.worth.accuracy[run.evidence.source[row]]),
        }
        for row in claims[order][:VOTES].tolist()
    ]


def said(run: TruthRun, claim: int) -> str:
    """Return one claim in words."""
    evidence = run.evidence
    low, high = evidence.claim.indptr[claim], evidence.claim.indptr[claim + 1]
    if run.kind == "number":
        return f"{float(evidence.claim.data[low:high].sum()):.6g}"
    names = [evidence.classes[k] for k in evidence.claim.indices[low:high].tolist()]
    weight = evidence.claim.data[low:high]
    if len(names) > 1 and run.kind != "any_of" and len(set(weight.tolist())) > 1:
        share = weight / weight.sum()
        names = [f"{n} {s:.0%}" for n, s in zip(names, share, strict=True)]
    words = ", ".join(names) or "nothing"
    return word(f"not {words}" if evidence.negated[claim] else words)
