"""Dawid and Skene's model of sources that change, for votes that go on coming in."""

from dataclasses import dataclass, replace

import numpy as np

from assay.errors import DataError
from assay.evidence import Evidence
from assay.kernels import confusion as kernel
from assay.kernels.infer.forgetting import Pairs, faded, pairs, shrunk, steps_of
from assay.kernels.infer.stream import State, take_in, with_sources
from assay.kernels.infer.turn import Turn, count, turn
from assay.kernels.votes import cut, majority
from assay.method import Inference
from assay.posterior import Posterior
from assay.types import Bools, Count, Floats, Positive

DAY = 86_400.0
#: Claims that are less than this share of the half-life apart are taken to be of one time.
STEP = 0.25
#: How often posterior and counts take turns in an update.
TURNS = 3
#: A source whose surprise is so many deviations from what was foreseen has changed.
CHANGED = 3.0


@dataclass(frozen=True, eq=False)
class Replay:
    """What was foreseen of claims before they were taken in.

    Parameters
    ----------
    proba
        (n, K) P(truth) of every item by its claims so far and what sources were before the last.
    loss
        (E,) minus log of the chance given to what the claim says, in nats; NaN for claims that
        name several classes or are gold.
    surprise
        (S,) by how many deviations a source's loss of late was above what was foreseen; below
        zero for those who are better than they were.
    changed
        (S,) whether that is more than chance.
    state
        What is known at the end.
    """

    proba: Floats
    loss: Floats
    surprise: Floats
    changed: Bools
    state: State


@dataclass(frozen=True)
class OnlineDawidSkene(
    Inference,
    reads={"labels", "votes", "soft", "candidates", "complementary", "gold"},
    truth={"one_of", "ordered"},
    paper="wang2024",
):
    """Weigh every source by what it was like at the time, and go on from there with new votes.

    A claim's time is `evidence.context["time"]`, in seconds. What a source said a half-life
    before or after counts half, so that its confusion matrix moves with it; where that leaves
    little, the matrix falls back on all that the source ever said, and that on what all sources
    say. Without times this is Dawid and Skene's model with shrunken matrices.

    `start` gives a state besides: counts of every source as of now, and every item's posterior.
    `update` takes new claims into it without looking at the old ones. `replay` runs through the
    evidence as it came in, predicts every claim before it is taken in, and tells which sources
    their predictions no longer fit.

    Equation
    --------
    P(truth = k | claims) ~ prior[k] * product over claims (s, j at t) of C[s, t][k, j]
    C[s, t][k, j] ~ pooling * C[s][k, j]
                    + sum over claims (i, j at u) of s of f * P(truth of i = k)
    f = 1 / 2 ** (abs(t - u) / half_life)
    C[s][k, j] ~ pooling * crowd[k, j] + sum over claims (i, j) of s of P(truth of i = k)
    crowd[k, j] ~ pooling * guess[k, j] + the same sum over all sources

    ~ means "in proportion to".

    Parameters
    ----------
    half_life
        Days after which a claim counts half.
    pooling
        How many votes on each true class the average, towards which a matrix is drawn, counts for.
    tolerance
        Stop when no probability moves by more than this in a round.
    rounds
        Most rounds; for an update, at most three.

    Assumes
    -------
    Given the truth, sources err independently; what they are like changes little within a
    quarter of the half-life; most claims are right. An update leaves what older claims counted
    as it is. Nothing is known of a source's different skills: who is good at one kind of item
    and not at another has one matrix.

    Cost
    ----
    Time O(rounds (claims K + P K^2)) for P pairs of a source and a quarter of a half-life;
    memory one (n, K) array and a few (P, K, K) tables. An update of m claims takes
    O(m K + S K^2), and a copy of the state.

    Notes
    -----
    Figures: the set of six million votes that the paper has was not at hand.

    References
    ----------
    wang2024, dawid1979

    Examples
    --------
    >>> from dataclasses import replace
    >>> from assay.evidence import Evidence
    >>> item, source = np.repeat(np.arange(4), 3), [0, 1, 2] * 4
    >>> votes = Evidence.votes(item, source, list("aabbbbaaabba"), n_items=6)
    >>> votes = replace(votes, context={"time": np.repeat([0.0, 1e5, 2e5, 3e5], 3)})
    >>> method = OnlineDawidSkene()
    >>> state = method.start(votes)
    >>> new = Evidence.votes([5, 5], ["0", "2"], ["b", "b"], "ab", n_items=6)
    >>> method.update(state, new).labels.tolist()
    [0, 1, 0, 1, 0, 1]
    """

    half_life: Positive = 30.0
    pooling: Positive = 4.0
    tolerance: Positive = 1e-6
    rounds: Count = 100

    def infer(self, evidence: Evidence, workers: int | None = None) -> Posterior:
        """Return the posterior, and the confusion matrices of the sources' last days."""
        return self.start(evidence, workers).posterior

    def start(self, evidence: Evidence, workers: int | None = None) -> State:
        """Return what is known after all of the claims, each source weighed as it was then."""
        k, time, trusted = len(evidence.classes), _times(evidence), _trusted(evidence)
        known = pairs(np.asarray(evidence.source), time, STEP * self.half_life * DAY)
        by_pair = replace(
            evidence, source=known.of, context={},
            sources=tuple(evidence.sources[source] for source in known.source),
        )  # fmt: skip
        pieces = cut(by_pair)
        proba = majority(by_pair, pieces)
        gold = trusted[known.source]
        table = kernel.first_guess(len(known.source), k, gold)
        found = count(pieces, proba, table, workers=workers)
        for _ in range(self.rounds):
            prior = found.prior
            table = self._table(found, table, known, trusted)
            found = turn(pieces, proba, table, prior, gold, workers)
            if found.change < self.tolerance:
                break
        heard = np.bincount(evidence.item, minlength=evidence.n_items) > 0
        return self._state(evidence, found.counts.total(table), known, time, proba, heard)

    def update(self, state: State, evidence: Evidence) -> State:
        """Return what is known with new claims; sources are known by their names.

        Items are those of the state; a higher number is a new item. Claims without times are of
        the last time known.
        """
        if evidence.classes != state.classes:
            rule = "new evidence must be about the classes of the state"
            raise DataError(type(self).__name__, rule, got=str(evidence.classes))
        state, place = with_sources(state, evidence.sources, self.pooling)
        if not len(evidence.item):
            return state
        told = _times(evidence).max() if "time" in evidence.context else state.time
        time = max(float(told), state.time)
        new = replace(evidence, source=place[evidence.source], sources=state.sources, context={})
        keep = 0.5 ** ((time - state.time) / (self.half_life * DAY))
        turns = min(self.rounds, TURNS)
        return take_in(state, new, time, keep, self.pooling, turns).state

    def replay(self, evidence: Evidence) -> Replay:
        """Return how well each claim is foreseen by all that was known before its time."""
        time = _times(evidence)
        when = steps_of(time, STEP * self.half_life * DAY)
        order = np.argsort(when, kind="stable")
        n, k = evidence.n_items, len(evidence.classes)
        proba, loss = np.full((n, k), 1 / k), np.full(len(time), np.nan)
        score = np.zeros((2, evidence.n_sources))
        state, before, keep = _nothing(evidence, self.pooling), None, 1.0
        for claims in np.split(order, np.flatnonzero(np.diff(when[order])) + 1):
            if not len(claims):
                continue
            if before is not None:
                keep = 0.5 ** (float(when[claims[0]] - before) * STEP)
            before = when[claims[0]]
            new, turns = evidence.take(claims), min(self.rounds, TURNS)
            taken = take_in(state, new, time[claims].max(), keep, self.pooling, turns)
            state, told = taken.state, taken.surprise
            proba[taken.items], loss[claims[taken.claims]] = taken.foreseen, told.loss
            whose, size = new.source[taken.claims], evidence.n_sources
            score *= keep
            score[0] += np.bincount(whose, told.loss - told.expected, size)
            score[1] += np.bincount(whose, told.variance, size)
        surprise = score[0] / np.sqrt(np.maximum(score[1], 1.0))
        return Replay(proba, loss, surprise, np.abs(surprise) > CHANGED, state)

    def _table(self, found: Turn, table: Floats, known: Pairs, trusted: Bools) -> Floats:
        """Return the next table of the pairs."""
        k = table.shape[1]
        counts = found.counts.total(table).reshape(-1, k, k)
        _, around = faded(counts, known, 0.5**STEP)
        ever = _by_source(counts, known, len(trusted))
        return shrunk(around.reshape(-1, k), ever, known.source, self.pooling, trusted)

    def _state(
        self, evidence: Evidence, counts: Floats, known: Pairs, time: Floats, proba: Floats,
        heard: Bools,
    ) -> State:  # fmt: skip
        k, trusted = len(evidence.classes), _trusted(evidence)
        counts = counts.reshape(-1, k, k)
        before, _ = faded(counts, known, 0.5**STEP)
        last, latest = known.last, known.step.max(initial=0)
        faint = np.zeros((len(trusted), k, k))
        left = 0.5 ** (STEP * (latest - known.step[last]))
        faint[known.source[last]] = before[last] * left[:, None, None]
        now, ever = faint.reshape(-1, k), _by_source(counts, known, len(trusted))
        table = shrunk(now, ever, np.arange(len(trusted)), self.pooling, trusted)
        end = float(time.max(initial=0.0))
        return State(evidence.classes, evidence.sources, end, now, ever, table, proba, heard)


def _times(evidence: Evidence) -> Floats:
    """Return (E,) times in seconds; 0 where none are told."""
    if "time" not in evidence.context:
        return np.zeros(len(evidence.item))
    told = np.asarray(evidence.context["time"])
    if told.dtype.kind not in "fiu" or not np.isfinite(told).all():
        rule = "the times of claims must be finite numbers, in seconds"
        raise DataError("OnlineDawidSkene", rule, got=str(told.dtype))
    return told.astype(np.float64)


def _trusted(evidence: Evidence) -> Bools:
    return np.array([source.trusted for source in evidence.sources], bool)


def _by_source(counts: Floats, known: Pairs, n_sources: int) -> Floats:
    """Return (S*K, K) counts of each source over all of its pairs (P, K, K)."""
    k = counts.shape[-1]
    ever = np.zeros((n_sources, k, k))
    starts = np.flatnonzero(np.diff(known.source, prepend=-1))
    if len(starts):
        ever[known.source[starts]] = np.add.reduceat(counts, starts, axis=0)
    return ever.reshape(-1, k)


def _nothing(evidence: Evidence, pooling: float) -> State:
    """Return what is known before any claim."""
    s, k = evidence.n_sources, len(evidence.classes)
    empty, whose = np.zeros((s * k, k)), np.arange(s)
    table = shrunk(empty, empty, whose, pooling, _trusted(evidence))
    proba, heard = np.full((evidence.n_items, k), 1 / k), np.zeros(evidence.n_items, bool)
    return State(evidence.classes, evidence.sources, 0.0, empty, empty, table, proba, heard)
