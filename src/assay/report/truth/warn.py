"""When the truth can't be trusted, said of the votes themselves."""

from collections.abc import Iterator

import numpy as np

from assay.audit.codes import NOTICED
from assay.evidence import Evidence
from assay.report.numbers import amount, percent
from assay.report.truth.run import Worth
from assay.results import Finding

#: Votes an item from which on they can correct each other, and a share of items worth a warning.
FEW, MUCH = 3, 0.2
#: Votes a source from which on its worth can be told at all.
THIN = 10


def warnings(evidence: Evidence, worth: Worth) -> Iterator[Finding]:
    """Yield what makes the truth less sure than its probability says."""
    votes = np.bincount(evidence.item, minlength=evidence.n_items)
    voted, bare = votes[votes > 0], np.flatnonzero(votes == 0)
    if bare.size:
        some = amount(bare.size, "item")
        yield _finding("no-votes", "note", f"Nobody voted on {some}.", bare.size, bare)
    if (worth.votes > 0).sum() == 1:
        yield _finding("one-source", "error", "All votes are of one source.")
    elif voted.max() == 1:
        yield _finding("one-vote-an-item", "error", "No item has more than one vote.")
    elif (voted < FEW).mean() >= MUCH:
        share = float((voted < FEW).mean())
        rows = np.flatnonzero((votes > 0) & (votes < FEW))
        message = f"{percent(share)} of the items have fewer than {FEW} votes."
        yield _finding("few-votes", "warning", message, share, rows)
    thin = worth.votes[worth.votes < THIN].sum() / max(1, worth.votes.sum())
    if thin > 0.5:
        few = int(((worth.votes < THIN) & (worth.votes > 0)).sum())
        sources = amount(few, "source")
        message = f"{percent(float(thin))} of the votes are of {sources} with under {THIN} each."
        yield _finding("thin-sources", "note", message, float(thin))


def _finding(
    code: str, severity: str, message: str, value: float = np.nan, items: np.ndarray | None = None
) -> Finding:
    rows = np.empty(0, np.int64) if items is None else items
    subject = "data" if items is None else "items"
    return Finding(
        code, severity, message, NOTICED[code][2], subject,  # type: ignore[arg-type]
        items=rows, value=float(value),
    )  # fmt: skip
