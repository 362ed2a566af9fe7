"""Embeddings of real texts, with errors planted in labels that are taken to be right."""

from pathlib import Path

import numpy as np

from assay.bench.data.planted import spoilt
from assay.bench.data.stored import columns, folder_of
from assay.bench.problem import Problem
from assay.dataset import Dataset
from assay.evidence import Evidence


def texts(
    seed: int,
    root: Path | None,
    name: str,
    noise: str = "symmetric",
    rate: float = 0.1,
    items: int = 5000,
    predictions: str = "assay",
) -> Problem:
    """Return embeddings of texts, some of whose labels are changed.

    Parameters
    ----------
    seed
        Decides which labels are changed, and the folds of the predictions.
    root
        Folder of the real sets.
    name
        Set with `data.parquet` and `emb.npz`.
    noise
        symmetric, pair-flip, class-dependent or instance-dependent.
    rate
        Chance that a label is changed.
    items
        Texts; of larger sets so many are drawn, the same for every seed.
    predictions
        Who predicts; see `audited`.
    """
    folder = folder_of(root, name)
    (truth,) = columns(folder / "data.parquet", "label")
    with np.load(folder / "emb.npz") as data:
        features = data["emb"].astype(np.float32)
    if len(truth) > items:
        picked = np.sort(np.random.default_rng(0).choice(len(truth), items, replace=False))
        truth, features = truth[picked], features[picked]
    classes = tuple(map(str, range(int(truth.max()) + 1)))
    made = Dataset(Evidence.labels(truth, classes), features=features, name=name)
    return spoilt(made, noise, rate, predictions, seed)
