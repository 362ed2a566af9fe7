"""Small sets that scikit-learn ships, with a few items of another class among one class's."""

import numpy as np

from assay.bench.problem import Problem
from assay.dataset import Dataset
from assay.errors import SettingError
from assay.evidence import Evidence
from assay.registry import Parts

#: Set -> the class that the others are strangers to.
HOME = {"breast_cancer": 1, "wine": 1, "digits": 3}


def strangers(seed: int, name: str, share: float = 0.05) -> Problem:
    """Return the items of one class with a few of other classes.

    Parameters
    ----------
    seed
        Decides who comes in.
    name
        breast_cancer, wine or digits.
    share
        Share of strangers among all.
    """
    from sklearn import datasets

    if name not in HOME:
        raise SettingError("bench", f"name must be one of {', '.join(HOME)}", got=repr(name))
    values, truth = getattr(datasets, f"load_{name}")(return_X_y=True)
    home, rest = np.flatnonzero(truth == HOME[name]), np.flatnonzero(truth != HOME[name])
    many = max(1, round(share / (1 - share) * len(home)))
    kept = np.concatenate([home, np.random.default_rng(seed).permutation(rest)[:many]])
    spread = values[kept].std(axis=0)
    features = (values[kept] - values[kept].mean(axis=0)) / np.where(spread > 0, spread, 1)
    stranger = np.arange(len(kept)) >= len(home)
    labels = Evidence.labels(np.zeros(len(kept), np.int64), ("home", "away"))
    parts = Parts(Dataset(labels, features=features.astype(np.float32), name=name), seed=seed)
    names = ("labels", "features", "neighbours", "scores")
    given = {name: parts[name] for name in names}
    return Problem(given, {"errors": stranger.astype(int), "rate": float(stranger.mean())})
