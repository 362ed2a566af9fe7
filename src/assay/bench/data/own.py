"""A table of the user's own, with errors that are known or planted."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from assay.bench.data.audited import audited
from assay.bench.data.planted import spoilt
from assay.bench.problem import Problem
from assay.errors import DataError
from assay.read.read import read
from assay.registry import Parts


def own_table(
    seed: int,
    path: str,
    label: str,
    truth: str = "",
    text: Sequence[str] = (),
    drop: Sequence[str] = (),
    noise: str = "symmetric",
    rate: float = 0.1,
    predictions: str = "assay",
) -> Problem:
    """Return a table whose wrong labels a column tells, or are planted.

    Parameters
    ----------
    seed
        Decides which labels are changed, and the folds of the predictions.
    path
        The file, as seen from where the command is run.
    label, truth
        Columns with the labels as they are, and with the right ones where they are known; an empty
        cell is an item that nobody checked. Without `truth` the labels are taken to be right.
    text, drop
        Columns that are text, and that are left out.
    noise, rate
        Which errors are planted, and how many, where none are known.
    predictions
        Who predicts; see `audited`.
    """
    hidden = [*drop, *([truth] if truth else [])]
    data = read(Path(path), label=label, text=list(text), drop=hidden)
    if not truth:
        seen = data.replace(features=Parts(data)["features"])
        return spoilt(seen, noise, rate, predictions, seed)
    right = read(Path(path), label=truth, drop=[label, *drop])
    place = {name: k for k, name in enumerate(data.classes)}
    strange = [name for name in right.classes if name not in place]
    if strange:
        rule, fix = "right labels must be of the classes that labels have", "Name one class alike."
        raise DataError("bench", rule, got=", ".join(strange), where=path, fix=fix)
    codes = np.array([*(place[name] for name in right.classes), -1])[right.labels]
    errors = np.where((codes < 0) | (data.labels < 0), -1, codes != data.labels)
    return Problem(audited(data, predictions, seed), {"errors": errors, "labels": codes})
