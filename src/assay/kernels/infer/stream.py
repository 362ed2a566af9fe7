"""What is known of sources and items as of now, and how new claims are taken in."""

from dataclasses import dataclass, replace

import numpy as np

from assay.evidence import Evidence, Source, freeze
from assay.kernels import confusion as kernel
from assay.kernels.infer.forgetting import Surprise, predictive, shrunk
from assay.kernels.votes import cut
from assay.posterior import Posterior
from assay.types import Bools, Floats, Ints

#: Least prior of a class, so that one without votes can still be reached.
LEAST_PRIOR = 1e-10


@dataclass(frozen=True, eq=False)
class State:
    """What is known after some claims; a value, never changed in place.

    Parameters
    ----------
    classes, sources
        Names of the K classes, and the S sources.
    time
        Time of the last claim, in seconds.
    now, ever
        (S*K, K) expected counts of (source, said, truth), faded and not.
    table
        (S*K, K) P(said | truth) by source, as of now.
    proba
        (n, K) P(truth) of every item.
    heard
        (n,) which items have claims.
    """

    classes: tuple[str, ...]
    sources: tuple[Source, ...]
    time: float
    now: Floats
    ever: Floats
    table: Floats
    proba: Floats
    heard: Bools

    def __post_init__(self) -> None:
        for name in ("now", "ever", "table", "proba", "heard"):
            object.__setattr__(self, name, freeze(getattr(self, name)))

    @property
    def trusted(self) -> Bools:
        """(S,) which sources can't be wrong."""
        return np.array([source.trusted for source in self.sources], bool)

    @property
    def prior(self) -> Floats:
        """(K,) share of each class among the items with claims, one more of each counted."""
        k = len(self.classes)
        return np.asarray((self.proba.T @ self.heard.astype(float) + 1) / (self.heard.sum() + k))

    @property
    def confusion(self) -> Floats:
        """(S, K, K) P(source says j | truth is k) at [s, k, j], as of now."""
        k = len(self.classes)
        return np.asarray(self.table.reshape(-1, k, k).transpose(0, 2, 1))

    @property
    def posterior(self) -> Posterior:
        """What is known of items and sources, as of now."""
        right = np.einsum("k,skk->s", self.prior, self.confusion)
        return Posterior(self.classes, self.proba, self.confusion, right)

    @property
    def labels(self) -> Ints:
        """(n,) index of the most probable class of every item."""
        return self.posterior.labels


@dataclass(frozen=True, eq=False)
class Taken:
    """What came of taking in new claims.

    Parameters
    ----------
    state
        What is known now.
    items, foreseen
        (m,) the items spoken of, and (m, K) P(truth) of them by what the sources were before.
    claims, surprise
        (V,) the hard claims of untrusted sources, and how well they were foreseen.
    """

    state: State
    items: Ints
    foreseen: Floats
    claims: Ints
    surprise: Surprise


def take_in(
    state: State, new: Evidence, time: float, keep: float, pooling: float, rounds: int
) -> Taken:
    """Return what is known after new claims, by the state's sources, have been taken in.

    Older claims, and what they counted, stay as they are; only the new ones are worked through.

    Parameters
    ----------
    state
        What was known.
    new
        The claims; sources are the state's.
    time
        The new time.
    keep
        Share of the counts that is left until then.
    pooling
        What averages count for.
    rounds
        How often posterior and counts take turns.
    """
    items, place = np.unique(new.item, return_inverse=True)
    local = replace(new, n_items=len(items), item=place, context={})
    pieces, trusted, k = cut(local), state.trusted, len(state.classes)
    proba, heard = _more_items(state, new.n_items)
    before = proba[items]
    now, ever, table = state.now * keep, state.ever, state.table
    whose, flat = np.arange(len(trusted)), np.zeros(k)
    if keep < 1:
        table = shrunk(now, ever, whose, pooling, trusted)
    foreseen: Floats = np.empty((0, k))
    told = Surprise(*np.empty((3, 0)))
    said = _hard(local, trusted)
    for step in range(rounds):
        counts = kernel.Counts.empty(len(trusted), k)
        here, log_table = np.empty_like(before), kernel.logarithm(table)
        for piece in pieces:
            part = slice(piece.start, piece.stop)
            chance = kernel.chances(piece, table)
            # Prior and older claims come in as logits, so that what a trusted source says holds.
            likely, _ = kernel.posterior(piece, chance, log_table, flat, trusted)
            here[part] = _product(before[part], likely)
            counts.add(piece, here[part], chance)
        if step == 0:
            foreseen = here
            named = local.claim.indices[local.claim.indptr[said]]
            told = predictive(named, local.source[said], here[place[said]], table)
        found = counts.total(table)
        table = shrunk(now + found, ever + found, whose, pooling, trusted)
    proba[items], heard[items] = here, True
    made = replace(
        state, time=time, now=now + found, ever=ever + found, table=table, proba=proba, heard=heard
    )
    return Taken(made, items, foreseen, said, told)


def _product(before: Floats, likely: Floats) -> Floats:
    """Return the product of two distributions a row, that of new claims where they exclude."""
    both = before * likely
    total = both.sum(axis=1, keepdims=True)
    return np.asarray(np.divide(both, total, out=likely.copy(), where=total > 0))


def _more_items(state: State, n_items: int) -> tuple[Floats, Bools]:
    """Return copies of posterior and which items have claims, for as many items at least."""
    missing = max(n_items - len(state.proba), 0)
    if not missing:
        return np.array(state.proba), np.array(state.heard)
    fresh = np.tile(state.prior, (missing, 1))
    heard = np.concatenate([state.heard, np.zeros(missing, bool)])
    return np.concatenate([state.proba, fresh]), heard


def _hard(evidence: Evidence, trusted: Bools) -> Ints:
    """Return the claims of untrusted sources that name one class and nothing else."""
    one = np.diff(evidence.claim.indptr) == 1
    return np.flatnonzero(one & ~np.asarray(evidence.negated) & ~trusted[evidence.source])


def with_sources(state: State, sources: tuple[Source, ...], pooling: float) -> tuple[State, Ints]:
    """Return the state with sources it hasn't met, and where each of these stands in it."""
    known = {source.name: at for at, source in enumerate(state.sources)}
    fresh = [source for source in sources if source.name not in known]
    known |= {source.name: len(state.sources) + at for at, source in enumerate(fresh)}
    place = np.array([known[source.name] for source in sources], np.int64)
    if not fresh:
        return state, place
    k = len(state.classes)
    empty = np.zeros((len(fresh) * k, k))
    every = (*state.sources, *fresh)
    now, ever = (np.concatenate([counts, empty]) for counts in (state.now, state.ever))
    trusted = np.array([source.trusted for source in every], bool)
    table = shrunk(now, ever, np.arange(len(every)), pooling, trusted)
    return replace(state, sources=every, now=now, ever=ever, table=table), place
