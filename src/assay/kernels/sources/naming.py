"""Findings about sources: one each, or one of all where there are many."""

from collections.abc import Callable, Sequence

import numpy as np

from assay.evidence import Evidence
from assay.kernels.wording import listed
from assay.results import Finding, Severity
from assay.types import Floats, Ints

#: Sources above which they are told together.
MANY = 5


def told(
    code: str,
    severity: Severity,
    evidence: Evidence,
    which: Ints,
    value: Floats,
    each: Callable[[int], str],
    all_: str,
    repair: str,
) -> list[Finding]:
    """Return findings about these sources, worst first.

    Parameters
    ----------
    which
        The sources, worst first.
    value
        (S,) the number each rests on.
    each
        Says what is wrong with a source.
    all_
        Says what is wrong with many, with {count}, {of} and {names}.
    """
    names = [evidence.sources[s].name for s in which]
    if len(which) <= MANY:
        return [
            Finding(code, severity, each(int(s)), repair, "source", name, value=float(value[s]))
            for s, name in zip(which, names, strict=True)
        ]
    message = all_.format(count=f"{len(which):,}", of=f"{len(evidence.sources):,}",
                          names=listed(names, MANY))  # fmt: skip
    items = np.unique(evidence.item[np.isin(evidence.source, which)]).astype(np.int64)
    return [Finding(code, severity, message, repair, "items", items=items, value=float(len(which)))]


def alone(evidence: Evidence) -> Ints:
    """Return the sources that aren't trusted, which are the truth by word."""
    return np.flatnonzero([not source.trusted for source in evidence.sources])


def name(evidence: Evidence, s: int) -> str:
    """Return a source's name as it stands in a message."""
    return f"`{evidence.sources[s].name}`"


def joined(sentences: Sequence[str]) -> str:
    """Return clauses as one sentence."""
    return f"{'; '.join(sentences)}."
