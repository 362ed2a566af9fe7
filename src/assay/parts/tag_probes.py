"""Small classifiers of many tags at once; each gives log-odds, positive for "it fits".

A probe is built from what never changes, and fitted on some rows of the tags (n, K), -1 being
unknown. What it returns is a plain function: rows in, (rows, K) float32 log-odds out.
"""

from collections.abc import Callable
from typing import Protocol

import numpy as np

from assay.dataset import Neighbours
from assay.parts.probes import STRENGTH, Probe
from assay.types import Array, Floats, Ints

Judged = Callable[[Ints], Floats]


class TagProbe(Protocol):
    """Something that can be fitted on rows of tags."""

    def fit(self, rows: Ints, tags: Array) -> Judged:
        """Return the fitted function; `tags` are those of all items."""
        ...


class Separate:
    """One classifier a tag: one versus rest."""

    def __init__(self, probe: Probe) -> None:
        self.probe = probe

    def fit(self, rows: Ints, tags: Array) -> Judged:
        """Fit on rows, tag by tag, each on the rows where the tag is known."""
        fitted = []
        for k in range(tags.shape[1]):
            known = rows[tags[rows, k] >= 0]
            said = tags[known, k].astype(np.int64)
            fitted.append(self.probe.fit(known, said, 2) if known.size else None)

        def judge(ask: Ints) -> Floats:
            odds = np.zeros((len(ask), len(fitted)), np.float32)
            for k, one in enumerate(fitted):
                if one is not None:
                    log = one(ask)
                    odds[:, k] = log[:, 1] - log[:, 0]
            return odds

        return judge


class Ridge:
    """Regression of all tags on the features at once, in closed form; for large data."""

    def __init__(self, features: Floats) -> None:
        centred = features - features.mean(axis=0, dtype=np.float64).astype(features.dtype)
        length = float(np.sqrt(max((centred**2).sum(axis=1, dtype=np.float64).mean(), 1e-12)))
        self.features = centred / np.float32(length)

    def fit(self, rows: Ints, tags: Array) -> Judged:
        """Fit on rows; a tag that is not known counts as its mean."""
        data, said = self.features[rows], tags[rows]
        share = tag_shares(said)
        off = np.where(said >= 0, said - share, 0).astype(np.float32)
        gram = (data.T @ data).astype(np.float64)
        gram[np.diag_indices_from(gram)] += len(rows) / STRENGTH / max(data.shape[1], 1)
        weight = np.linalg.solve(gram, (data.T @ off).astype(np.float64)).astype(np.float32)
        start = np.log(share / (1 - share)).astype(np.float32)
        slope = (1 / np.sqrt(share * (1 - share))).astype(np.float32)
        return lambda ask: self.features[ask] @ weight * slope + start


class Votes:
    """Nearest neighbours whose tags may be learnt from, plus the shares of the tags as one."""

    def __init__(self, neighbours: Neighbours) -> None:
        self.index = neighbours.index

    def fit(self, rows: Ints, tags: Array) -> Judged:
        """Remember which rows may be learnt from."""
        share = tag_shares(tags[rows])
        open_ = np.zeros(len(tags), bool)
        open_[rows] = True

        def judge(ask: Ints) -> Floats:
            yes = np.tile(share.astype(np.float32), (len(ask), 1))
            no = 1 - yes
            for place in range(self.index.shape[1]):
                near = self.index[ask, place]
                said = np.where(open_[near][:, None], tags[near], -1)
                yes += said == 1
                no += said == 0
            return np.asarray(np.log(yes) - np.log(no), np.float32)

        return judge


def tag_shares(tags: Array) -> Floats:
    """Return (K,) the share of items with each tag among those where it is known, inside (0, 1)."""
    yes, no = (tags == 1).sum(axis=0), (tags == 0).sum(axis=0)
    return np.asarray((yes + 0.5) / (yes + no + 1.0))
