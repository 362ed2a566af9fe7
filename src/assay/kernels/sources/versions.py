"""What sources said of the same items under different versions of themselves."""

from dataclasses import dataclass

import numpy as np

from assay.evidence import Evidence
from assay.kernels.sources.kappa import meetings
from assay.kernels.sources.said import Said
from assay.types import Ints


@dataclass(frozen=True, eq=False)
class Change:
    """One source, two versions, and the items judged under both.

    Parameters
    ----------
    source
        The source.
    old, new
        The versions; by the time of their claims where that is known, else by name.
    items
        (m,) the items whose answer changed.
    both
        How many items were judged under both.
    """

    source: int
    old: int
    new: int
    items: Ints
    both: int


def versions_of(evidence: Evidence) -> tuple[Ints, list[str]] | None:
    """Return (E,) version of each claim and the versions' names, older first; None without any.

    A version's age is the mean time of its claims; without times, the order of the names.
    """
    version = evidence.context.get("version")
    if version is None or not len(version):
        return None
    names, codes = np.unique(version.astype(str), return_inverse=True)
    time = evidence.context.get("time")
    if time is not None and np.issubdtype(time.dtype, np.number) and np.isfinite(time).all():
        age = np.bincount(codes, time.astype(float)) / np.bincount(codes)
        order = np.argsort(age, kind="stable")
        place = np.empty(len(order), np.int64)
        place[order] = np.arange(len(order))
        names, codes = names[order], place[codes]
    return np.asarray(codes, np.int64), names.tolist()


def changes(evidence: Evidence, version: Ints, least: int) -> list[Change]:
    """Return every source and two versions that share at least so many items."""
    hard = Said.of(evidence).hard
    rows = np.flatnonzero(hard >= 0)
    s, v = evidence.n_sources, int(version.max(initial=0)) + 1
    key = evidence.item[rows].astype(np.int64) * s + evidence.source[rows]
    rows = rows[np.lexsort((hard[rows], version[rows], key))]
    key = evidence.item[rows].astype(np.int64) * s + evidence.source[rows]
    new = np.ones(len(rows), bool)
    new[1:] = (key[1:] != key[:-1]) | (version[rows[1:]] != version[rows[:-1]])
    rows, key = rows[new], key[new]
    which: list[Ints] = [np.empty(0, np.int64)]
    where: list[Ints] = [np.empty(0, np.int64)]
    differ: list[Ints] = [np.empty(0, np.int64)]
    for pair, ((old, late), (one, two)) in meetings(key, version[rows], hard[rows]):
        which.append((pair % s * v + old) * v + late)
        where.append(pair // s)
        differ.append((one != two).astype(np.int64))
    kind, item, other = (np.concatenate(part) for part in (which, where, differ))
    many = [(int(one), np.flatnonzero(kind == one)) for one in np.unique(kind)]
    return [
        Change(one // (v * v), one // v % v, one % v, item[mine[other[mine] == 1]], len(mine))
        for one, mine in many
        if len(mine) >= least
    ]
