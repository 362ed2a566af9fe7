"""What a network is shown, batch by batch."""

from collections.abc import Iterator
from typing import Any, Protocol

import numpy as np

from assay.errors import DataError
from assay.learn.head import Head, standard
from assay.learn.recipe import Recipe
from assay.model import PIECE
from assay.types import Features, Floats, Ints, Tensor


class Inputs(Protocol):
    """Items by number."""

    n: int

    def take(self, ids: Ints) -> Tensor:
        """Return what the network is shown of these items."""

    def epoch(
        self, recipe: Recipe, size: int, random: np.random.Generator
    ) -> Iterator[tuple[Ints, Tensor]]:
        """Yield the batches of an epoch: which items, and what is shown of them."""

    def pieces(self) -> Iterator[tuple[Ints, Tensor]]:
        """Yield all items once, to predict."""


class Rows:
    """Rows of a table of features, standardised once; sparse ones a batch at a time."""

    def __init__(self, features: Features, head: Head) -> None:
        import torch

        self.sparse = hasattr(features, "tocsr")
        self.n, self.columns = features.shape
        self.middle, self.scale = standard(features, head.scaling)
        self.device = head.device
        if self.sparse:
            self.table: Any = features.tocsr()
        else:
            made = (np.asarray(features, np.float32) - self.middle) * self.scale
            self.table = torch.from_numpy(np.ascontiguousarray(made)).to(head.device)

    def take(self, ids: Ints) -> Tensor:
        """Return (m, d) of these items."""
        import torch

        if not self.sparse:
            return self.table[torch.from_numpy(np.asarray(ids, np.int64)).to(self.device)]
        rows = (self.table[ids].toarray().astype(np.float32) - self.middle) * self.scale
        return torch.from_numpy(rows).to(self.device)

    def epoch(
        self, recipe: Recipe, size: int, random: np.random.Generator, items: Ints | None = None
    ) -> Iterator[tuple[Ints, Tensor]]:
        """Yield batches as the recipe deals them."""
        shown = recipe.shown() if items is None else items
        for ids in recipe.batches(shown, size, random):
            yield ids, self.take(ids)

    def pieces(self) -> Iterator[tuple[Ints, Tensor]]:
        """Yield all items, in their order."""
        for start in range(0, self.n, PIECE):
            ids = np.arange(start, min(start + PIECE, self.n))
            yield ids, self.take(ids)


class Loaded:
    """Batches of a loader of the user's: pairs (ids, inputs), in whatever order it deals them."""

    def __init__(self, loader: Any, n: int, device: str) -> None:
        self.loader, self.n, self.device = loader, n, device

    def take(self, ids: Ints) -> Tensor:
        """Refuse: a loader deals batches, and is not asked for items."""
        del ids
        raise DataError("Head", "a loader gives no items by number", fix="Give features instead.")

    def epoch(
        self, recipe: Recipe, size: int, random: np.random.Generator, items: Ints | None = None
    ) -> Iterator[tuple[Ints, Tensor]]:
        """Yield the loader's batches, of each the items that are shown."""
        del size, random
        shown = np.zeros(self.n, bool)
        shown[recipe.shown() if items is None else items] = True
        for ids, rows in self._checked():
            keep = shown[ids]
            if keep.all():
                yield ids, rows
            elif keep.any():
                yield ids[keep], rows[np.flatnonzero(keep)]

    def pieces(self) -> Iterator[tuple[Ints, Tensor]]:
        """Yield the loader's batches."""
        yield from self._checked()

    def _checked(self) -> Iterator[tuple[Ints, Tensor]]:
        for batch in self.loader:
            if not isinstance(batch, list | tuple) or len(batch) < 2:
                rule = "a loader must give pairs (ids, inputs)"
                raise DataError("Head", rule, got=type(batch).__name__)
            ids, rows = np.asarray(batch[0]), batch[1]
            if len(ids) and not (int(ids.min()) >= 0 and int(ids.max()) < self.n):
                rule = f"ids of a loader must be items, 0 to {self.n - 1}"
                raise DataError("Head", rule, got=f"{ids.min()} to {ids.max()}")
            yield ids, rows.to(self.device)


def zeros(n: int, k: int) -> Floats:
    """Return (n, K) zeros to fill with what is predicted."""
    return np.zeros((n, k), np.float32)
