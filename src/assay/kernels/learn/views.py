"""Other views of the same items: arrays or tensors in, altered ones out."""

from typing import Any

import numpy as np

from assay.types import Floats, Ints


def jittered(rows: Any, random: np.random.Generator, scale: float = 0.1) -> Any:
    """Return rows with normal noise of a spread `scale` added; of torch where they are."""
    return rows + like(random.normal(0, scale, tuple(rows.shape)), rows)


def dropped(rows: Any, random: np.random.Generator, share: float = 0.2) -> Any:
    """Return rows a share of whose columns are set to zero, the others raised to make up."""
    kept = (random.random(tuple(rows.shape)) >= share) / max(1 - share, 1e-9)
    return rows * like(kept, rows)


def partners(
    m: int, random: np.random.Generator, alpha: float = 1.0, group: Ints | None = None
) -> tuple[Ints, Floats]:
    """Return whom each of m items is mixed with, and its own share of the mixture (mixup).

    Parameters
    ----------
    alpha
        Shares are drawn from Beta(alpha, alpha) and turned so that the item's own is the larger.
    group
        (m,) partners are of one's own group; any item where there is none.
    """
    share = random.beta(alpha, alpha, m)
    other = random.permutation(m)
    if group is not None:
        order = np.lexsort((random.random(m), group))
        turn = np.lexsort((random.random(m), group))
        other = np.empty(m, np.int64)
        other[order] = turn
    return other, np.maximum(share, 1 - share)


def mixed(rows: Any, other: Ints, share: Floats) -> Any:
    """Return each row's share of itself and the rest of its partner's; rows or targets."""
    part = like(np.asarray(share)[:, None], rows)
    return part * rows + (1 - part) * rows[other]


def like(array: Floats, rows: Any) -> Any:
    """Return an array of the kind that rows are: of numpy, or of torch on their device."""
    if isinstance(rows, np.ndarray):
        return array.astype(rows.dtype) if rows.dtype.kind == "f" else array
    import torch

    return torch.from_numpy(np.ascontiguousarray(array, np.float32)).to(rows.device)
