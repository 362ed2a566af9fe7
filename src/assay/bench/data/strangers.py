"""Small sets that scikit-learn ships, with a few items of other classes among those of some."""

import numpy as np

from assay.bench.problem import Problem
from assay.dataset import Dataset
from assay.errors import SettingError
from assay.evidence import Evidence
from assay.registry import Parts

#: Set -> the classes that the others are strangers to.
HOME = {"breast_cancer": (1,), "wine": (1,), "digits": (3,), "eight_digits": tuple(range(8))}


def strangers(seed: int, name: str, share: float = 0.05) -> Problem:
    """Return the items of one class, or of eight, with a few of other classes.

    Of eight, strangers are given the class whose mean is nearest.

    Parameters
    ----------
    seed
        Decides who comes in.
    name
        breast_cancer, wine, digits or eight_digits.
    share
        Share of strangers among all.
    """
    from sklearn import datasets

    if name not in HOME:
        raise SettingError("bench", f"name must be one of {', '.join(HOME)}", got=repr(name))
    values, truth = getattr(datasets, f"load_{name.removeprefix('eight_')}")(return_X_y=True)
    known = np.isin(truth, HOME[name])
    home, rest = np.flatnonzero(known), np.flatnonzero(~known)
    many = max(1, round(share / (1 - share) * len(home)))
    kept = np.concatenate([home, np.random.default_rng(seed).permutation(rest)[:many]])
    spread = values[kept].std(axis=0)
    # Pixels have one unit already.
    spread = np.where(spread > 0, spread, 1) if len(HOME[name]) < 2 else values.max()
    features = (values[kept] - values[kept].mean(axis=0)) / spread
    stranger = np.arange(len(kept)) >= len(home)
    means = np.stack([features[truth[kept] == k].mean(axis=0) for k in HOME[name]])
    near = np.square(features[:, None] - means).sum(axis=2).argmin(axis=1)
    given = np.where(stranger, near, np.searchsorted(HOME[name], truth[kept]))
    classes = ("home", "away") if len(means) < 2 else tuple(map(str, HOME[name]))
    labels = Evidence.labels(given, classes)
    parts = Parts(Dataset(labels, features=features.astype(np.float32), name=name), seed=seed)
    names = ("labels", "features", "neighbours", "scores")
    told = {name: parts[name] for name in names}
    return Problem(told, {"errors": stranger.astype(int), "rate": float(stranger.mean())})
