"""Strings of many kinds as a few numbers: near where they share pieces."""

import numpy as np
from scipy.sparse import csr_array, vstack

from assay.types import Floats

#: Numbers a string column is told in.
WIDTH = 12
#: Characters that are looked at.
LONGEST = 60
#: Pieces of two to four characters, hashed into so many buckets.
PIECES = (2, 3, 4)
BUCKET_BITS = 12
#: Values the axes are learnt from, and values looked at at once.
LEARNT_FROM = 4096
AT_ONCE = 1 << 15


def embed(values: list[str], seed: int, learnt: int | None = None) -> Floats:
    """Return (m, d) float32: the m strings on the main axes of their pieces, rows at most 1 long.

    Parameters
    ----------
    values
        Distinct strings, most frequent first.
    seed
        Of the search for the axes.
    learnt
        How many of the values, from the first on, axes and weights are learnt from; by default
        all.
    """
    from sklearn.decomposition import TruncatedSVD
    from threadpoolctl import threadpool_limits

    shards = [values[start : start + AT_ONCE] for start in range(0, len(values), AT_ONCE)]
    counts = vstack([pieces(shard) for shard in shards], format="csr")
    m = len(values) if learnt is None else learnt
    seen = counts.indices[: counts.indptr[m]]
    rarity = 1 + np.log((1 + m) / (1 + np.bincount(seen, minlength=counts.shape[1])))
    counts.data = (1 + np.log(counts.data)) * rarity[counts.indices].astype(np.float32)
    length = np.sqrt(np.add.reduceat(counts.data**2, counts.indptr[:-1]))
    counts.data /= np.repeat(length, np.diff(counts.indptr))
    learner = TruncatedSVD(min(WIDTH, m - 1), n_iter=3, random_state=seed)
    with threadpool_limits(limits=1):
        learner.fit(counts[: min(m, LEARNT_FROM)])
        return np.asarray(counts @ learner.components_.T.astype(np.float32))


def pieces(values: list[str]) -> csr_array:
    """Return (m, buckets) float32 counts of the pieces of each string, ends marked.

    The strings become a matrix of characters, so that all are hashed at once.
    """
    padded = np.array([f"\x02{value[:LONGEST].lower()}\x03" for value in values])
    letters = padded.view(np.uint32).reshape(len(values), -1)
    length = np.count_nonzero(letters, axis=1)
    rows, buckets = [], []
    for size in PIECES:
        places = letters.shape[1] - size + 1
        if places < 1:
            continue
        mixed = np.full((len(values), places), size, np.uint32)
        for offset in range(size):
            mixed = (mixed ^ letters[:, offset : offset + places]) * np.uint32(0x9E3779B1)
            mixed ^= mixed >> np.uint32(15)
        row, place = np.nonzero(np.arange(places) <= (length - size)[:, None])
        rows.append(row)
        buckets.append(mixed[row, place] >> np.uint32(32 - BUCKET_BITS))
    row, bucket = np.concatenate(rows), np.concatenate(buckets).astype(np.int32)
    shape = (len(values), 1 << BUCKET_BITS)
    return csr_array((np.ones(len(row), np.float32), (row, bucket)), shape=shape)
