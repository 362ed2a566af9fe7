"""One label an item out of a crowd's votes, in the ways that benchmarks of real noise draw it."""

from pathlib import Path

import numpy as np

from assay.bench.data.audited import audited
from assay.bench.data.planted import told
from assay.bench.data.stored import stored_votes
from assay.bench.problem import Problem
from assay.dataset import Dataset
from assay.errors import SettingError
from assay.evidence import Evidence, heaviest
from assay.types import Ints

#: Whose label is given.
KINDS = ("majority", "dissenting-label", "dissenting-worker")


def crowded(
    seed: int, root: Path | None, name: str, kind: str = "majority", predictions: str = "assay"
) -> Problem:
    """Return items with one label each, picked of a crowd's votes.

    Parameters
    ----------
    seed
        Breaks ties, and decides the folds.
    root
        Folder of the real sets.
    name
        Set of votes with features and a truth.
    kind
        majority; dissenting-label, a label that fewer chose where voters differ; or
        dissenting-worker, that of the voter who differs from the majority most often of those
        who judged the item.
    predictions
        Who predicts; see `audited`.
    """
    if kind not in KINDS:
        raise SettingError("bench", f"kind must be one of {', '.join(KINDS)}", got=repr(kind))
    made = stored_votes(seed, root, name)
    evidence, truth = made.given["evidence"], np.asarray(made.truth["labels"])
    labels = picked(evidence, kind, np.random.default_rng(seed))
    kept = np.flatnonzero((labels >= 0) & (truth >= 0))
    features = np.asarray(made.given["features"])[kept]
    given = Evidence.labels(labels[kept], evidence.classes)
    data = Dataset(given, features=features, name=name)
    return Problem(audited(data, predictions, seed), told(truth[kept], labels[kept]))


def picked(evidence: Evidence, kind: str, random: np.random.Generator) -> Ints:
    """Return (n,) the label of each item, -1 where nobody voted."""
    n, k = evidence.n_items, len(evidence.classes)
    item, source = np.asarray(evidence.item), np.asarray(evidence.source)
    said = np.asarray(heaviest(evidence.claim))
    votes = np.zeros((n, k))
    np.add.at(votes, (item, said), 1.0)
    # Ties are broken by chance, the same for every kind.
    votes += np.where(votes > 0, 0.5 * random.random((n, k)), 0)
    top = np.where(votes.any(axis=1), votes.argmax(axis=1), -1)
    if kind == "majority":
        return top
    if kind == "dissenting-label":
        rest = votes.copy()
        rest[np.arange(n), top] = 0
        return np.where(rest.any(axis=1), rest.argmax(axis=1), top)
    differs = np.bincount(source, said != top[item]) / np.maximum(np.bincount(source), 1)
    order = np.lexsort((differs[source], item))
    last = np.flatnonzero(np.diff(item[order], append=n))
    top[item[order][last]] = said[order][last]
    return top
