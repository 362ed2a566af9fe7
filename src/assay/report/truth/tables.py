"""The truth and the sources as columns, for files."""

import inspect

import numpy as np

from assay.posterior import NumberPosterior, Posterior, TagPosterior
from assay.report.truth.run import TruthRun
from assay.types import Array, Bools, Columns, Floats, Ints

#: Standard normal deviate of a 95 % interval.
DEVIATE = 1.959963984540054
#: Parts that tell of items on which nobody voted.
KNOWING = {"features", "predictions", "neighbours", "graph", "groups"}


def votes(run: TruthRun) -> Ints:
    """Return (n,) how many sources spoke of each item; of pairs how often they were compared."""
    evidence = run.evidence
    if run.dataset.sides is not None:
        return np.bincount(evidence.item, minlength=evidence.n_items)
    s = max(1, evidence.n_sources)
    pair = np.unique(evidence.item.astype(np.int64) * s + evidence.source)
    return np.bincount(pair // s, minlength=evidence.n_items)


def told(run: TruthRun) -> Bools:
    """Return (n,) the items of which anything is known."""
    wanted = inspect.signature(run.method.infer).parameters  # type: ignore[attr-defined]
    return np.asarray((votes(run) > 0) | bool(KNOWING & set(wanted)))


def items(run: TruthRun) -> Columns:
    """Return one row an item; of tags one row an item and tag; of numbers the value and its ends.

    Items of which nothing is known have no label, and NaN.
    """
    ids, known = np.asarray(run.dataset.ids), told(run)
    match run.posterior:
        case TagPosterior():
            return _tags(run, run.posterior, ids, known)
        case NumberPosterior():
            value, deviation = run.posterior.value, run.posterior.deviation
            found: dict[str, Array] = {"item": ids}
            for name, ends in (("value", 0), ("low", -DEVIATE), ("high", DEVIATE)):
                moved = value + ends * deviation if ends else value
                found[name] = np.where(known & np.isfinite(moved), moved, np.nan)
            return found | {"votes": votes(run)}
    return {
        "item": ids,
        "label": named(run, known),
        "probability": np.where(known, best(run.posterior), np.nan),
        "entropy": np.where(known, run.posterior.entropy, np.nan),
        "votes": votes(run),
    }


def named(run: TruthRun, known: Bools) -> Array:
    """Return (n,) names of the most probable classes, None where nothing is known."""
    posterior = run.posterior
    if not isinstance(posterior, Posterior):
        return np.full(run.evidence.n_items, None, object)
    names = np.array([*posterior.classes, None], object)
    return np.asarray(names[np.where(known, posterior.labels, len(names) - 1)], object)


def best(posterior: Posterior) -> Floats:
    """Return (n,) probability of the label that is given."""
    return np.asarray(posterior.proba[np.arange(len(posterior.proba)), posterior.labels])


def binary_entropy(share: Floats) -> Floats:
    """Return the entropy of yes with this probability, in nats."""
    from scipy.special import entr

    return np.asarray(entr(share) + entr(1 - share))


def _tags(run: TruthRun, posterior: TagPosterior, ids: Array, known: Bools) -> Columns:
    k, names = len(posterior.classes), np.array(posterior.classes, object)
    share = np.where(known[:, None], posterior.proba, np.nan).ravel()
    return {
        "item": np.repeat(ids, k),
        "label": np.tile(names, len(ids)),
        "holds": np.where(np.isnan(share), np.nan, share > 0.5),
        "probability": share,
        "entropy": np.where(np.isnan(share), np.nan, binary_entropy(np.nan_to_num(share))),
        "votes": np.repeat(votes(run), k),
    }


def sources(run: TruthRun) -> Columns:
    """Return one row a source, in the order of the evidence.

    Of numbers, `accuracy` is how far off the source typically is, `low` and `high` its interval.
    """
    worth, listed = run.worth, run.evidence.sources
    return {
        "source": _objects([source.name for source in listed]),
        "kind": _objects(["gold" if source.trusted else source.kind for source in listed]),
        "accuracy": worth.accuracy,
        "low": worth.low,
        "high": worth.high,
        "votes": worth.votes,
    }


def findings(run: TruthRun) -> Columns:
    """Return one row a finding and item, at most 1,000 rows a finding."""
    rows = []
    for one in run.findings:
        named_items = np.asarray(run.dataset.ids)[np.asarray(one.items, np.int64)[:1000]].tolist()
        for item in named_items or [None]:
            text = None if item is None else str(item)
            name = one.name or None
            rows.append((one.code, one.severity, text, name, one.message, one.repair))
    names = ("code", "severity", "item", "source", "message", "repair")
    return {name: _objects([row[i] for row in rows]) for i, name in enumerate(names)}


def _objects(values: list[object]) -> Array:
    out = np.empty(len(values), object)
    out[:] = values
    return out
