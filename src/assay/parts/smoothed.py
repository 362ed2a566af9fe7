"""Features of an item together with those of the items that it is linked to."""

from typing import Any

import numpy as np
from scipy.sparse import csr_array, hstack

from assay.kernels.links import normalised

#: Above this share of entries that aren't zero, sparse features are held dense.
DENSE = 0.2
#: Steps along links.
STEPS = 2


def smoothed(features: Any, graph: csr_array) -> Any:
    """Return (n, 3 d) features: an item's own, and the means over one and two steps of links.

    Links are taken both ways and scaled by the roots of both degrees, with one link of every item
    to itself. No labels go in, so that a model of these has seen the label of no item held out.

    Parameters
    ----------
    features
        (n, d), dense or sparse.
    graph
        (n, n) weights of links.

    References
    ----------
    wu2019 for the smoothing.
    """
    step = normalised(graph, own=True)
    sparse = hasattr(features, "tocsr")
    blocks = [csr_array(features, dtype=np.float32) if sparse else np.asarray(features, np.float32)]
    for _ in range(STEPS):
        blocks.append(step @ blocks[-1])
    if not sparse:
        return np.ascontiguousarray(np.hstack(blocks))
    wide = csr_array(hstack(blocks))
    return wide.toarray() if wide.nnz > DENSE * np.prod(wide.shape) else wide
