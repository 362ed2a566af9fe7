"""Relations of every item to its nearest others, as many numbers as there are neighbours."""

from collections.abc import Iterator

import numpy as np

from assay.kernels.by_class import small_ints
from assay.kernels.relation import (
    BLOCK,
    POWERS,
    Map,
    Sums,
    balance,
    empty_map,
    fill,
    inverse,
    raised,
)
from assay.types import Bools, Floats, Ints


class NearestPairs:
    """Relations of every item to its nearest others; as many numbers as neighbours are kept."""

    def __init__(
        self, labels: Ints, features: Floats, predictions: Floats, index: Ints,
        power: float, least: float,
    ) -> None:  # fmt: skip
        self.labels, self.index, self.power = labels, index, power
        self.classes = predictions.shape[1]
        length = np.sqrt(np.einsum("ij,ij->i", features, features))
        weight = np.where(length > 0, 1 / np.where(length > 0, length, 1), 0)
        self.relation = np.zeros(index.shape, np.float32)
        step = max(1, BLOCK // max(1, index.shape[1] * (features.shape[1] + self.classes)))
        for start in range(0, len(index), step):
            block = slice(start, start + step)
            near = index[block]
            alike = np.einsum("id,ikd->ik", features[block], features[near])
            alike *= weight[block, None] * weight[near]
            alike *= np.einsum("ic,ikc->ik", predictions[block], predictions[near])
            self.relation[block] = np.where(alike >= max(least, 1e-12), alike, 0)

    def pieces(self) -> Iterator[tuple[slice, Floats, Ints]]:
        """Yield slices of items, the relations to their neighbours and the labels of these."""
        step = max(1, BLOCK // max(1, self.index.shape[1]))
        for start in range(0, len(self.index), step):
            block = slice(start, start + step)
            yield block, self.relation[block], self.labels[self.index[block]]

    def sums(self, believed: Bools) -> Sums:
        """Sum over the neighbours that are believed."""
        n, k = self.index.shape
        weight = inverse(self.labels, believed, self.classes)
        own, rest = np.zeros(n, np.float32), np.zeros(n, np.float32)
        best = self.labels.clip(min=0).astype(small_ints(self.classes))
        for block, relation, near in self.pieces() if k else ():
            part = raised(relation, self.power) * weight[near] * believed[self.index[block]]
            given = self.labels[block]
            same = near == given[:, None]
            own[block] = (part * same).sum(axis=1)
            rest[block] = (part * ~same).sum(axis=1) * (given >= 0)
            support = np.zeros_like(part)
            for place in range(k):
                support += part[:, place, None] * (near == near[:, place, None])
            top = support.argmax(axis=1)
            rows = np.arange(len(top))
            best[block] = np.where(support[rows, top] > 0, near[rows, top], best[block])
        return own, rest, best

    def map(self) -> Map:
        """Look at the relations to all labelled neighbours."""
        found = empty_map(len(self.labels))
        weight = inverse(self.labels, self.labels >= 0, self.classes)
        for block, relation, near in self.pieces() if self.index.shape[1] else ():
            given, square = self.labels[block], np.where(near >= 0, relation, 0)
            same = near == given[:, None]
            shares, strength = [], square
            for _ in POWERS:
                mean = square * weight[near]
                shares.append(balance((mean * same).sum(axis=1), mean.sum(axis=1), given))
                square = square * square
            fill(found, block, shares, strength, same, self.index[block], given)
        return found
