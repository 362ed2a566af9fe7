"""Sources' confusions, shrunk towards what the source and the crowd do elsewhere.

A source's row (what it says where the truth is k) is expected to be the crowd's row, tilted so
that the source is right as often as it is over all classes; the crowd's row is halfway between
what the crowd was seen to say and errors that don't depend on the truth. How strongly rows hold
to what is expected of them is learnt (Minka's fixed point of the Dirichlet-multinomial), for rows,
for accuracies and for the crowd. What is counted for a claim leaves out what the claim itself
added, so that a source with few claims doesn't vouch for itself.
"""

from dataclasses import dataclass, replace

import numpy as np
from scipy.special import digamma, expit, logit

from assay.kernels.infer.full_table import POWERS, FullTable, LeftOut
from assay.kernels.infer.named_table import NamedTable
from assay.types import Floats, Ints

Table = FullTable | NamedTable

#: Steps towards the best strengths, in the rounds in which they are learnt anew.
STEPS = 4
#: How many plain steps are taken as one, and by how much a strength changes in one at most.
STRIDE, LEAP = 3, 3.0
#: Limits of a strength, in claims.
WEAKEST, STRONGEST = 0.5, 1e4
#: Items that a class counts before any is seen, and that a kind of a class does.
CLASS_PRIOR, TYPE_PRIOR = 1.0, 0.1
#: Shares of the votes that may be mixed into a posterior.
DOUBTS = (0.0, 0.1, 0.2, 0.3, 0.5)
TINY = 1e-6


@dataclass(frozen=True, eq=False)
class Strengths:
    """How many claims what is expected counts as: of crowds' rows, accuracies and rows."""

    crowd: float = 4.0
    accuracy: float = 4.0
    row: float = 4.0


@dataclass(frozen=True, eq=False)
class Fit:
    """What was learnt.

    Parameters
    ----------
    logits
        Sum of the log chances of every item's claims.
    log_chance, log_prior
        Of a claim given the truth, over cells, and (J,) of the truth.
    left
        What a claim's chance is with its own item left out.
    strengths
        How strongly rows are held.
    accuracy
        (S,) how often each source is right.
    power, foretold
        Under which power claims foretell one another best, and how well: the mean log chance of a
        claim that is held out. Where only named classes are weighed a claim held out would still
        name its class: then claims count in full.
    """

    table: Table
    logits: Floats
    log_chance: Floats
    log_prior: Floats
    left: LeftOut
    strengths: Strengths
    accuracy: Floats
    power: float = 1.0
    foretold: float = 0.0

    def by_class(self, power: float) -> Floats:
        """Return (n, K) P(class), every claim being counted as so much of one."""
        return self.table.by_class(self.table.distribution(self.logits * power, self.log_prior))


def fit(
    table: Table,
    share: Floats,
    evenness: float,
    tolerance: float,
    rounds: int,
) -> Fit:
    """Return what the claims of `table` teach, starting from (n, K) the share of votes.

    Parameters
    ----------
    evenness
        How strongly the crowd is held to err alike in all classes: 1 counts that as much as all
        that was seen of it.
    tolerance, rounds
        Stop when an item's log P(claims) changes by less than this on average, or after so many
        rounds.
    """
    strengths, before = Strengths(), -np.inf
    items = max(int(table.heard.sum()), 1)
    proba = table.start(share)
    step = table.first(proba)
    for turn in range(rounds):
        # What changes ever less is learnt anew ever less often.
        refit = turn & (turn - 1) == 0
        counts = step.counts
        log_chance, left, strengths, accuracy = _chances(
            table, counts, proba, strengths, evenness, refit=refit
        )
        log_prior = _log_prior(table, step.shares)
        step = table.turn(proba, log_chance, log_prior)
        change, before = abs(step.log_likelihood - before), step.log_likelihood
        if change < tolerance * items:
            break
    logits = table.logits(log_chance)
    found = Fit(table, logits, log_chance, log_prior, left, strengths, accuracy)
    if isinstance(table, NamedTable):
        return found
    told = table.held_out(log_chance, logits, log_prior, left)
    best = int(np.argmax(told))
    return replace(found, power=POWERS[best], foretold=told[best])


def _log_prior(table: Table, shares: Floats) -> Floats:
    """Return (J,) log P(truth): classes as often as they are, kinds of a class likewise."""
    kinds = shares.reshape(-1, table.types)
    classes = kinds.sum(axis=1, keepdims=True)
    within = (kinds + TYPE_PRIOR) / (classes + TYPE_PRIOR * table.types)
    prior = within * (classes + CLASS_PRIOR) / (classes.sum() + CLASS_PRIOR * len(classes))
    return np.asarray(np.log(prior).ravel())


def _chances(
    table: Table,
    counts: Floats,
    proba: Floats,
    strengths: Strengths,
    evenness: float,
    *,
    refit: bool,
) -> tuple[Floats, LeftOut, Strengths, Floats]:
    """Return the log chance of a claim given the truth, over cells, the strengths and (S,)."""
    crowd, right, strengths = _crowd(table, table.crowd(counts), strengths, evenness, refit=refit)
    totals = table.totals(counts)
    if table.k == 1:
        left = LeftOut(counts, totals, proba)
        return np.zeros_like(counts), left, strengths, np.ones(table.n_sources)
    hits, claims = table.right(counts), table.claims
    usual = np.clip(table.expected(totals, right) / np.maximum(claims, TINY), TINY, 1 - TINY)
    if refit:
        pair = np.stack([hits, np.maximum(claims - hits, 0)], axis=1)
        expected = np.stack([usual, 1 - usual], axis=1)
        step = _strength(pair, expected, claims, strengths.accuracy)
        strengths = replace(strengths, accuracy=step)
    hold = strengths.accuracy
    # Of what a claim's own item added, the mean over the claims of its source that say the same.
    own = counts / np.maximum(table.row_claims, 1)
    mine = table.right_by_row(counts) / np.maximum(table.row_claims, 1)
    held = np.maximum(table.of_source(hits) - mine, 0) + hold * table.of_source(usual)
    accuracy = held / (np.maximum(table.of_source(claims) - 1, 0) + hold)
    tilt = _logit(accuracy) - table.of_source(_logit(usual))
    chance = expit(table.of_truth(_logit(right)) + tilt)
    wrong = crowd / (1 - right)
    mean = np.where(table.hit, chance, table.of_answer(wrong) * (1 - chance))
    at = table.at_cells(totals)
    if refit:
        step = _strength(counts, mean, totals, strengths.row)
        strengths = replace(strengths, row=step)
    hold = strengths.row
    log_chance = np.log(np.maximum(counts - own, 0) + hold * mean)
    log_chance = log_chance - np.log(np.maximum(at - own, 0) + hold)
    level = (hits + strengths.accuracy * usual) / (claims + strengths.accuracy)
    left = LeftOut(counts + hold * mean, totals + hold, proba)
    return log_chance, left, strengths, level


def _crowd(
    table: Table, counts: Floats, strengths: Strengths, evenness: float, *, refit: bool
) -> tuple[Floats, Floats, Strengths]:
    """Return (K, J) how the crowd answers each truth, (J,) how often rightly, and strengths."""
    k = table.k
    hit = np.arange(k)[:, None] == table.classes
    total = counts.sum()
    level = (counts[hit].sum() + 1) / (total + 2)
    level = min(max(float(level), 1 / k + 1e-3), 1 - TINY)
    errors = np.where(hit, 0, counts).sum(axis=1) + 1.0
    even = np.where(hit, 0, errors[:, None])
    even = (1 - level) * even / np.maximum(even.sum(axis=0), TINY)
    even[hit] = level
    seen = counts.sum(axis=0)
    if refit and k > 1:
        strengths = replace(strengths, crowd=_strength(counts, even, seen, strengths.crowd))
    hold = strengths.crowd + evenness * seen
    crowd = (counts + hold * even) / (seen + hold)
    right = np.clip(crowd.T[hit.T], TINY, 1 - TINY)
    return crowd, right, strengths


def _logit(chance: Floats) -> Floats:
    return np.asarray(logit(np.clip(chance, TINY, 1 - TINY)))


def _strength(counts: Floats, mean: Floats, totals: Floats, now: float) -> float:
    """Return the strength under which counts with this mean are likelier, after some steps."""
    for _ in range(STEPS):
        shift = now * mean + TINY
        gain = float((mean * (digamma(counts + shift) - digamma(shift))).sum())
        loss = float((digamma(totals + now) - digamma(now)).sum())
        if not (gain > 0 and loss > 0):
            break
        # The plain step is sure but small; it may be taken several times at once.
        leap = np.clip((gain / loss) ** STRIDE, 1 / LEAP, LEAP)
        now = float(np.clip(now * leap, WEAKEST, STRONGEST))
    return now


def believed_by_gold(fitted: Fit, share: Floats, items: Ints, gold: Floats) -> tuple[float, float]:
    """Return the power and the doubt under which claims foretell the truth of settled items."""
    best, found = -np.inf, (1.0, 0.0)
    for power in POWERS:
        proba = fitted.by_class(power)[items]
        for doubt in DOUBTS:
            mixed = (1 - doubt) * proba + doubt * share[items]
            fits = float((gold * np.log(np.maximum(mixed, TINY))).sum())
            if fits > best:
                best, found = fits, (power, doubt)
    return found


def confusion(fitted: Fit) -> Floats | None:
    """Return (S, K, K) P(source says j | truth is k) at [s, k, j]; none where K is large."""
    table = fitted.table
    if isinstance(table, NamedTable):
        return None
    kinds = (table.n_sources, table.k, table.k, table.types)
    prior = np.exp(fitted.log_prior).reshape(table.k, table.types)
    within = prior / prior.sum(axis=1, keepdims=True)
    part = fitted.left.part / fitted.left.whole
    chance = np.einsum("sjkt,kt->skj", part.reshape(kinds), within)
    return np.asarray(chance / chance.sum(axis=2, keepdims=True))
