"""Features of texts."""

import numpy as np
from scipy.sparse import csr_array

from assay.types import Floats, Objects

WIDTH = 100


def encode(texts: Objects, words: csr_array, seed: int) -> Floats:
    """Return (n, d) float32, rows of length one, or zero where there is no word."""
    from sklearn.decomposition import TruncatedSVD
    from sklearn.preprocessing import normalize
    from threadpoolctl import threadpool_limits

    width = min(WIDTH, min(words.shape) - 1)
    if width < 1:
        return np.asarray(words.toarray(), np.float32)
    with threadpool_limits(limits=1):
        made = TruncatedSVD(width, random_state=seed).fit_transform(words)
    return np.asarray(normalize(made), np.float32)
