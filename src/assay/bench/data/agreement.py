"""Votes whose agreement is known, and a judge whose answers are checked in part."""

from pathlib import Path

import numpy as np

from assay.bench.data.stored import columns, folder_of
from assay.bench.problem import Problem
from assay.evidence import Evidence
from assay.types import Array, Ints

#: Cohen's 200 diagnoses by two judges (1960), a table [first, second].
COHEN = ((88, 10, 2), (14, 40, 6), (18, 10, 12))
#: Ten items, fourteen raters, five classes: counts [item, class].
FLEISS = (
    (0, 0, 0, 0, 14), (0, 2, 6, 4, 2), (0, 0, 3, 5, 6), (0, 3, 9, 2, 0), (2, 2, 8, 1, 1),
    (7, 7, 0, 0, 0), (3, 2, 6, 3, 0), (2, 5, 3, 2, 2), (6, 5, 2, 1, 0), (0, 2, 2, 3, 7),
)  # fmt: skip
#: Krippendorff's four observers and twelve units (2011); 0 is missing.
KRIPPENDORFF = (
    (1, 2, 3, 3, 2, 1, 4, 1, 2, 0, 0, 0), (1, 2, 3, 3, 2, 2, 4, 1, 2, 5, 0, 3),
    (0, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, 0), (1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, 0),
)  # fmt: skip


def worked_votes(seed: int, name: str) -> Problem:
    """Return the votes of an example that was worked out in print: cohen, fleiss, krippendorff."""
    del seed
    item, source, code = {
        "cohen": _pairs, "fleiss": _counts, "krippendorff": _observers,
    }[name]()  # fmt: skip
    names = tuple(str(1 + k) for k in range(int(code.max()) + 1))
    return Problem({"evidence": Evidence.votes(item, source, code, names)})


def judged_babe(seed: int, root: Path | None, model: str, checked: float = 0.1) -> Problem:
    """Return one language model's answers on media bias, some of them checked.

    Parameters
    ----------
    seed
        Decides which are checked.
    root
        Folder of the real sets.
    model
        Name of the model, as `gpt_4`.
    checked
        Share of the items that are checked.
    """
    truth, said = columns(folder_of(root, "babe") / "data.parquet", "label", f"zs_{model}")
    there = np.flatnonzero(said >= 0)
    gold = np.where(np.random.default_rng(seed).random(len(truth)) < checked, truth, -1)
    evidence = Evidence.votes(
        there, np.zeros(len(there), int), said[there], ("neutral", "biased"), n_items=len(truth),
        kind="model",
    )  # fmt: skip
    share = np.bincount(truth[there], minlength=2) / len(there)
    return Problem({"evidence": evidence, "gold": gold}, {"rate": share})


def _pairs() -> tuple[Ints, Ints, Ints]:
    table = np.array(COHEN)
    first, second = (np.repeat(side, table[table > 0]) for side in np.nonzero(table))
    n = len(first)
    return np.tile(np.arange(n), 2), np.repeat([0, 1], n), np.concatenate([first, second])


def _counts() -> tuple[Ints, Ints, Ints]:
    table = np.array(FLEISS)
    item, code = (np.repeat(side, table[table > 0]) for side in np.nonzero(table))
    return item, np.tile(np.arange(14), len(table)), code


def _observers() -> tuple[Ints, Ints, Ints]:
    table: Array = np.array(KRIPPENDORFF)
    source, item = np.nonzero(table)
    return item, source, table[source, item] - 1
