"""Pictures that several people labelled, one label an item inferred from what they said."""

from pathlib import Path

import numpy as np

from assay.bench.data.audited import audited
from assay.bench.data.planted import told
from assay.bench.data.stored import folder_of, stored_votes
from assay.bench.problem import Problem
from assay.dataset import Dataset
from assay.errors import SettingError
from assay.evidence import Evidence
from assay.report.inferred import inferred
from assay.types import Array

NAMES = ("labelme", "cifar10n")


def voted(
    seed: int, root: Path | None, name: str, items: int = 10_000, predictions: str = "assay"
) -> Problem:
    """Return the label that the votes infer, the votes' posterior, and which of them are wrong.

    Parameters
    ----------
    seed
        Decides which pictures are drawn, and folds.
    root
        Folder of the real sets.
    name
        labelme (2.5 votes a picture) or cifar10n (three).
    items
        Pictures at most.
    predictions
        Who predicts; see `audited`.
    """
    if name not in NAMES:
        raise SettingError("bench", f"name must be one of {', '.join(NAMES)}", got=repr(name))
    votes, features, truth = (labelme if name == "labelme" else cifar)(seed, root, items)
    data, posterior = inferred(Dataset(votes, features=features, name=name), seed)
    parts = audited(data, predictions, seed, {"truth_posterior": posterior})
    return Problem(parts, told(truth, data.labels))


def labelme(seed: int, root: Path | None, items: int) -> tuple[Evidence, Array, Array]:
    """Return votes, features and truth of 1,000 pictures of places; all of them."""
    del items
    problem = stored_votes(seed, root, "labelme")
    return problem.given["evidence"], problem.given["features"], problem.truth["labels"]


def cifar(seed: int, root: Path | None, items: int) -> tuple[Evidence, Array, Array]:
    """Return three people's votes on small pictures, their features and the truth."""
    with np.load(folder_of(root, "cifar10n") / "labels_emb.npz") as data:
        truth, features = data["clean_label"].astype(np.int64), data["emb"].astype(np.float32)
        said = [data[f"random_label{turn}"].astype(np.int64) for turn in (1, 2, 3)]
    kept = np.sort(np.random.default_rng(seed).permutation(len(truth))[:items])
    classes = tuple(map(str, range(10)))
    source = np.repeat(np.arange(3), len(kept))
    label = np.concatenate([one[kept] for one in said])
    votes = Evidence.votes(np.tile(np.arange(len(kept)), 3), source, label, classes)
    return votes, features[kept], truth[kept]
