"""What sources other than the given label say, as columns a model can learn from."""

import numpy as np
from scipy.sparse import csr_array

from assay.evidence import Evidence


def claims(evidence: Evidence) -> csr_array | None:
    """Return (n, S K) weight that each other source gives each class; None without any.

    The given label, which is the first source's, is what is judged; trusted sources are the
    answer: both are left out. A claim that says "none of these" counts negative. An abstaining
    source leaves its columns empty.
    """
    sources = evidence.sources
    others = np.array([at for at, one in enumerate(sources) if at and not one.trusted], int)
    judged = sources[0].kind == "given" and evidence.truth.kind in ("one_of", "ordered")
    if not judged or not len(others):
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
