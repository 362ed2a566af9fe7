"""What sources other than the given label say, as columns a model can learn from."""

import numpy as np
from scipy.sparse import csr_array

from assay.evidence import Evidence


def claims(evidence: Evidence) -> csr_array | None:
    """Return (n, S K) weight that each other source gives each class; None without any.

    The given label and trusted sources are left out: the one is what is judged, the others are
    the answer. A claim that says "none of these" counts negative. An abstaining source leaves its
    columns empty.
    """
    kinds = [source.kind != "given" and not source.trusted for source in evidence.sources]
    others = np.flatnonzero(kinds)
    judged = any(source.kind == "given" for source in evidence.sources)
    if not judged or not len(others) or evidence.truth.kind not in ("one_of", "ordered"):
        return None
    place = np.full(evidence.n_sources, -1)
    place[others] = np.arange(len(others))
    rows = np.flatnonzero(place[evidence.source] >= 0)
    picked = evidence.claim[rows].tocoo()
    source = place[evidence.source[rows]][picked.row]
    sign = np.where(evidence.negated[rows][picked.row], -1.0, 1.0)
    classes = evidence.claim.shape[1]
    shape = (evidence.n_items, len(others) * classes)
    item = evidence.item[rows][picked.row]
    table = csr_array((picked.data * sign, (item, source * classes + picked.col)), shape=shape)
    table.sum_duplicates()
    return table.astype(np.float32)
