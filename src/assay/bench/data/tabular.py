"""Real tables whose labels are taken to be right, with errors planted in them."""

from pathlib import Path

import numpy as np

from assay.bench.data.planted import spoilt
from assay.bench.data.stored import folder_of
from assay.bench.problem import Problem
from assay.dataset import Dataset
from assay.errors import SettingError
from assay.evidence import Evidence
from assay.registry import Parts
from assay.types import Bools, Ints

#: Table -> the column of labels.
TARGETS = {
    "abalone": "rings", "adult": "income", "bank_marketing": "label", "german_credit": "bad",
    "mammography": "y", "optdigits": "y", "phoneme": "y", "wine_quality": "quality",
}  # fmt: skip
#: Rings of an abalone, cut into the three ages that its classification goes by.
AGES, EDGES = ("to 8", "9 or 10", "from 11"), (8, 10)
#: A class must have so many items of those drawn.
FEWEST = 10


def tabular(
    seed: int,
    root: Path | None,
    name: str,
    noise: str = "symmetric",
    rate: float = 0.1,
    items: int = 5000,
    predictions: str = "assay",
) -> Problem:
    """Return a table, some of whose labels are changed.

    Parameters
    ----------
    seed
        Decides which labels are changed, and the folds of the predictions.
    root
        Folder of the real sets.
    name
        Which table.
    noise
        symmetric, pair-flip, class-dependent or instance-dependent.
    rate
        Chance that a label is changed.
    items
        Rows; of larger tables so many are drawn, the same for every seed.
    predictions
        Who predicts; see `audited`.
    """
    if name not in TARGETS:
        raise SettingError("bench", f"name must be one of {', '.join(TARGETS)}", got=repr(name))
    table = drawn(folder_of(root, name) / "data.parquet", name, items)
    table = table.replace(features=Parts(table)["features"])
    return spoilt(table, noise, rate, predictions, seed)


def drawn(path: Path, name: str, items: int) -> Dataset:
    """Return so many rows with their own labels; the rarest classes are left out."""
    from assay.read.read import read

    whole = read(path, label=TARGETS[name], rare="aside")
    labels, classes = whole.labels, whole.classes
    if name == "abalone":
        labels = np.digitize(np.array(classes, int)[labels], EDGES, right=True)
        classes = AGES
    picked = np.flatnonzero(labels >= 0)
    if len(picked) > items:
        picked = np.sort(np.random.default_rng(0).choice(picked, items, replace=False))
    held = np.bincount(labels[picked], minlength=len(classes)) >= FEWEST
    picked = picked[held[labels[picked]]]
    kept = tuple(one for one, enough in zip(classes, held, strict=True) if enough)
    # Who was to be trained on is no property of the item.
    columns = {n: column[picked] for n, column in whole.columns.items() if n != "split"}
    evidence = Evidence.labels(renumbered(labels[picked], held), kept)
    return Dataset(evidence, columns=columns, name=name)


def renumbered(labels: Ints, held: Bools) -> Ints:
    """Return labels that count the classes that are held only."""
    return np.asarray((np.cumsum(held) - 1)[labels])
