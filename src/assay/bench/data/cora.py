"""Papers that cite each other, with errors planted in what they are said to be about."""

from pathlib import Path

import numpy as np
from scipy.sparse import csr_array

from assay.bench.data.planted import spoilt
from assay.bench.data.stored import folder_of
from assay.bench.problem import Problem
from assay.dataset import Dataset
from assay.evidence import Evidence

#: Main axes of the 1,433 words that are told as features.
WIDTH = 256


def cora(
    seed: int,
    root: Path | None,
    noise: str = "symmetric",
    rate: float = 0.1,
    predictions: str = "assay",
) -> Problem:
    """Return 2,708 papers by their words and citations, some of whose labels are changed.

    Parameters
    ----------
    seed
        Decides which labels are changed, and the folds of the predictions.
    root
        Folder of the real sets.
    noise
        symmetric, pair-flip, class-dependent or instance-dependent.
    rate
        Chance that a label is changed.
    predictions
        Who predicts; see `audited`.
    """
    from sklearn.decomposition import TruncatedSVD

    with np.load(folder_of(root, "cora") / "data.npz") as data:
        truth, ends = data["y"].astype(np.int64), data["edge_index"]
        held = [data[f"X_{name}"] for name in ("data", "indices", "indptr")]
        words = csr_array(tuple(held), shape=tuple(data["X_shape"]), dtype=np.float32)
    n = len(truth)
    both = np.concatenate([ends, ends[::-1]], axis=1)
    graph = csr_array((np.ones(both.shape[1], np.float32), (both[0], both[1])), shape=(n, n))
    features = np.asarray(TruncatedSVD(WIDTH, random_state=0).fit_transform(words), np.float32)
    features /= np.maximum(np.linalg.norm(features, axis=1, keepdims=True), np.float32(1e-9))
    classes = tuple(map(str, range(int(truth.max()) + 1)))
    right = Evidence.labels(truth, classes)
    made = Dataset(right, features=features, graph=graph, name="cora")
    return spoilt(made, noise, rate, predictions, seed)
