"""One turn of EM over all claims: new posteriors, and what they make sources say.

Pieces are shared out over lanes, and lanes over threads. How many lanes there are depends on the
claims alone, and what they found is added up in their order: the same bytes on any number of
threads. Where `numba` is installed and the votes are many, hard claims are worked through by
compiled code, to the same answer but for rounding.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from types import ModuleType

import numpy as np

from assay.engine.threads import processors
from assay.kernels import confusion as kernel
from assay.kernels.votes import Piece
from assay.types import Bools, Floats

#: Most lanes, and the most bytes that their counts may have together.
LANES, ROOM = 16, 1 << 26
#: From this many hard claims times classes on, compiled code is worth its import.
LARGE = 4_000_000
#: Least prior of a class, so that one without votes can still be reached.
LEAST_PRIOR = 1e-10


@dataclass(eq=False)
class Turn:
    """What a turn found.

    Parameters
    ----------
    counts
        Expected counts of (source, said, truth).
    heard
        (K,) sum of the posteriors of items with claims.
    items
        How many these are.
    change
        By how much a probability moved at most.
    log_likelihood
        Log of P(claims), in nats.
    """

    counts: kernel.Counts
    heard: Floats
    items: int = 0
    change: float = 0.0
    log_likelihood: float = 0.0

    @property
    def prior(self) -> Floats:
        """(K,) mean posterior of the items with claims; flat where there are none."""
        k = len(self.heard)
        return self.heard / self.items if self.items else np.full(k, 1 / k)


def turn(
    pieces: list[Piece],
    proba: Floats,
    table: Floats,
    prior: Floats,
    trusted: Bools,
    workers: int | None = None,
) -> Turn:
    """Write the new posterior into `proba` (n, K) and return what it counts.

    Parameters
    ----------
    pieces, proba
        The claims, and the posterior before.
    table, prior
        (S*K, K) P(said | truth) by source, and (K,) P(truth).
    trusted
        (S,) which sources can't be wrong.
    workers
        Threads; by default one a processor.
    """
    log_table = kernel.logarithm(table)
    log_prior = np.log(np.maximum(prior, LEAST_PRIOR))
    fast = _compiled(pieces, proba)

    def walk(lane: list[Piece]) -> Turn:
        found = _nothing(table, len(trusted))
        for piece in lane:
            before = proba[piece.start : piece.stop]
            if fast is not None and piece.loose is None:
                fast.turn(piece, before, table, log_table, log_prior, found)
            else:
                _turn(piece, before, table, log_table, log_prior, trusted, found)
        return found

    return _together(pieces, table, walk, workers)


def count(
    pieces: list[Piece],
    proba: Floats,
    table: Floats,
    n_sources: int | None = None,
    workers: int | None = None,
) -> Turn:
    """Return what a posterior counts as it is; without `n_sources` the table's rows tell S."""
    sources = len(table) // max(table.shape[1], 1) if n_sources is None else n_sources

    def walk(lane: list[Piece]) -> Turn:
        found = _nothing(table, sources)
        for piece in lane:
            here = proba[piece.start : piece.stop]
            _add(piece, here, kernel.chances(piece, table), found)
        return found

    return _together(pieces, table, walk, workers)


def _turn(
    piece: Piece,
    before: Floats,
    table: Floats,
    log_table: Floats,
    log_prior: Floats,
    trusted: Bools,
    found: Turn,
) -> None:
    chance = kernel.chances(piece, table)
    here, log_likelihood = kernel.posterior(piece, chance, log_table, log_prior, trusted)
    np.subtract(here, before, out=before)
    change = max(float(before.max(initial=0)), -float(before.min(initial=0)))
    before[:] = here
    found.change = max(found.change, change)
    found.log_likelihood += log_likelihood
    _add(piece, here, chance, found)


def _add(piece: Piece, here: Floats, chance: Floats | None, found: Turn) -> None:
    found.counts.add(piece, here, chance)
    found.heard += (piece.heard @ here)[0]
    found.items += piece.heard.nnz


def _nothing(table: Floats, n_sources: int) -> Turn:
    kinds = table.shape[1]
    k = len(table) // max(n_sources, 1)
    return Turn(kernel.Counts.empty(n_sources, k, kinds), np.zeros(kinds))


def _together(
    pieces: list[Piece], table: Floats, walk: Callable[[list[Piece]], Turn], workers: int | None
) -> Turn:
    """Return the sum over lanes of runs of pieces."""
    lanes = max(1, min(len(pieces), LANES, ROOM // max(table.nbytes, 1)))
    if lanes == 1:
        return walk(pieces)
    bounds = [len(pieces) * lane // lanes for lane in range(lanes + 1)]
    shares = [pieces[low:high] for low, high in pairwise(bounds)]
    # Nothing here calls linear algebra, so that no limit has to be put on its threads, which
    # takes longer than a turn of a million votes.
    with ThreadPoolExecutor(min(lanes, workers or processors())) as pool:
        first, *others = pool.map(walk, shares)
    for other in others:
        first.counts.merge(other.counts)
        first.heard += other.heard
        first.items += other.items
        first.change = max(first.change, other.change)
        first.log_likelihood += other.log_likelihood
    return first


def _compiled(pieces: list[Piece], proba: Floats) -> ModuleType | None:
    """Return the compiled pass where it pays, None where it doesn't or can't be had."""
    size = sum(piece.hard.nnz for piece in pieces) * proba.shape[1]
    plain = proba.flags.c_contiguous and not any(piece.weighted for piece in pieces)
    if size < LARGE or not plain:
        return None
    try:
        import numba  # noqa: F401

        from assay.kernels.infer import turn_numba
    except ImportError:
        return None
    return turn_numba
