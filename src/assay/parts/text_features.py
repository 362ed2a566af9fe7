"""Features of texts: what a language model makes of them, or the main axes of their words."""

import numpy as np
from scipy.sparse import csr_array

from assay.parts.models import minilm
from assay.types import Bools, Floats, Objects

#: Axes of the words that are kept.
WIDTH = 100
#: Texts that the axes are learnt from.
LEARNT_FROM = 20_000


def encode(
    texts: Objects, words: csr_array, seed: int, workers: int | None = None,
    taught: Bools | None = None,
) -> Floats:  # fmt: skip
    """Return (n, d) float32, rows of length one, or zero where there is no word.

    With the `text` extra: 384 numbers a text from MiniLM. Without: the 100 main axes of
    `words`, learnt from 20,000 texts, of those that are `taught`.
    """
    if minilm.is_there():
        return minilm.encode(texts, workers)
    return axes(words, seed, taught)


def axes(words: csr_array, seed: int, taught: Bools | None = None) -> Floats:
    """Return (n, d) float32: rows on the main axes of the words, scaled to length one."""
    from sklearn.decomposition import TruncatedSVD
    from threadpoolctl import threadpool_limits

    sample = words if taught is None else words[np.flatnonzero(taught)]
    n = sample.shape[0]
    if n > LEARNT_FROM:
        sample = sample[np.sort(np.random.default_rng(seed).permutation(n)[:LEARNT_FROM])]
    width = min(WIDTH, min(sample.shape) - 1)
    if width < 1:
        return np.asarray(words.toarray(), np.float32)
    learner = TruncatedSVD(width, random_state=seed)
    with threadpool_limits(limits=1):
        learner.fit(sample)
        made = words @ np.ascontiguousarray(learner.components_.T, dtype=np.float32)
    length = np.linalg.norm(made, axis=1, keepdims=True)
    return np.asarray(made / np.where(length > 0, length, 1), np.float32)
