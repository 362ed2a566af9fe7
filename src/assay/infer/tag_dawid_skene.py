"""Dawid and Skene's model, tag by tag, with what is alike of sources and of tags shared."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from assay.evidence import Evidence
from assay.kernels.infer.drawn_together import HOLDS, drawn_together
from assay.kernels.infer.tag_votes import TagVotes, share
from assay.kernels.kinds.pairs import sigmoid
from assay.method import Inference
from assay.posterior import TagPosterior
from assay.types import Bools, Count, Floats, Positive

#: How often a source is taken to give a tag that holds, and to deny one that doesn't, before
#: anything is known, and the votes that this counts for.
SENSITIVITY, SPECIFICITY, VOTES = 0.7, 0.9, 4.0
#: Chances are kept this far from 0 and 1.
TINY = 1e-6
#: Items' worth of the share that the votes say at the start: rare tags given freely and common
#: tags given shyly can hardly be told apart where votes are few.
ANCHOR = 100.0
#: Votes that an average may count for: expected counts are alike before sources are.
MOST = 20.0
#: Items' worth of the average tag that every tag is taken to have been seen on.
ITEMS = 1.0


@dataclass(frozen=True)
class TagDawidSkene(Inference, reads={"tags", "gold"}, truth={"any_of"}, paper="dawid1979"):
    """Weigh every source's yes and no to every tag by how often it is right with that tag.

    A source gives a tag that holds with its sensitivity to it, and denies one that doesn't with
    its specificity. Both are learnt together with the truth, for each source and tag: drawn towards
    what the source's and the tag's averages give (their log-odds added), and those towards the
    average of all, each as far as all of them ask. So a source is known by all of its tags and a
    tag by all sources, where a pair of them has few votes. Tags are otherwise apart: what goes with
    what isn't used. A tag that a trusted source speaks of gets that source's answer; one of which
    nobody speaks gets its share among the others.

    Equation
    --------
    P(tag holds | votes) ~ share * product over yes of a[s, t] * product over no of (1 - a[s, t])
    P(tag fails | votes) ~ (1 - share) * product over yes of (1 - b[s, t]) * ... no of b[s, t]
    a[s, t]  = (hold * expected + times s says yes where it holds) / (hold + times s speaks there)
    expected = sigmoid(logit(a of s over tags) + logit(a of t over sources) - logit(a of all))

    a is sensitivity; b is specificity, likewise of no where it fails. hold is the likeliest.
    ~ means "in proportion to".

    Parameters
    ----------
    tolerance
        Stop when no probability moves by more than this in a round.
    rounds
        Most rounds.

    Assumes
    -------
    Given the truth, sources err independently, and on each tag by itself; most votes on a tag are
    right, or a tag may come out turned round; sources say no as well as yes.

    Cost
    ----
    Time O(rounds (votes + n K)), memory a few (n, K) arrays and two votes' worth of sparse ones.

    References
    ----------
    dawid1979 for the model; carpenter2008 for sources drawn together.

    Figures: with many sources of few items each it has fewer tags wrong than the majority vote, and
    not the higher F1.

    Examples
    --------
    >>> from assay.evidence import Evidence
    >>> said = [[1, 0], [1, 0], [0, 0], [0, 1], [0, 1], [1, 1], [1, 1], [1, 1], [0, 1]]
    >>> item, source = np.repeat([0, 1, 2], 3), np.tile([0, 1, 2], 3)
    >>> votes = Evidence.tags(said, ["red", "round"], item=item, source=source)
    >>> TagDawidSkene().infer(votes).tags.tolist()
    [[True, False], [False, True], [True, True]]
    """

    tolerance: Positive = 1e-4
    rounds: Count = 100

    def infer(self, evidence: Evidence) -> TagPosterior:
        """Return P(tag holds) and the sources' sensitivity and specificity."""
        votes = TagVotes.of(evidence)
        known, gold = votes.gold()
        heard = votes.counted(~votes.trusted[votes.source])
        spoken = (heard[0] + heard[1] > 0) | known
        proba = np.where(known, gold, share(*heard, 0.1, 0.0))
        yes, no = votes.looked_up()
        voted = tags_share(proba, spoken, 0.0)
        log_likelihood = 0.0
        for _ in range(self.rounds):
            before = proba
            common = tags_share(proba, spoken, voted)
            rates = right(yes, no, proba, votes)
            proba, log_likelihood = weighed(yes, no, common, rates, votes)
            proba = np.where(known, gold, proba)
            if float(np.abs(proba - before)[spoken].max(initial=0)) < self.tolerance:
                break
        return TagPosterior(evidence.classes, proba, *settled(rates, votes.trusted), log_likelihood)


def tags_share(proba: Floats, spoken: Bools, voted: Floats | float) -> Floats:
    """Return (K,) how many of the items that somebody speaks of have each tag.

    Drawn towards the share that was `voted` for, where one is given.
    """
    count, held = spoken.sum(axis=0), (proba * spoken).sum(axis=0)
    average = (held.sum() + 0.5) / (count.sum() + 1)
    anchor = ANCHOR * np.greater(voted, 0)
    share = (held + ITEMS * average + anchor * voted) / (count + ITEMS + anchor)
    return np.asarray(np.clip(share, TINY, 1 - TINY))


def right(yes: csr_array, no: csr_array, proba: Floats, votes: TagVotes) -> tuple[Floats, Floats]:
    """Return (S, K) sensitivity and specificity of the sources, given P(tag holds)."""
    flat, shape = proba.ravel(), (votes.n_sources, votes.n_tags)
    found = []
    for said, other, truth, guess in (
        (yes, no, flat, SENSITIVITY),
        (no, yes, 1 - flat, SPECIFICITY),
    ):
        hit, miss = (np.asarray(each.T @ truth).reshape(shape) for each in (said, other))
        found.append(shared(hit, miss, guess))
    return found[0], found[1]


def shared(hit: Floats, miss: Floats, guess: float) -> Floats:
    """Return (S, K) chances of a hit, each drawn towards what its row and its column make likely.

    Log-odds of row and column add, against those of all.
    """
    all_hit, all_miss = hit.sum() + VOTES * guess, miss.sum() + VOTES * (1 - guess)
    middle = np.array([[all_hit, all_miss]]) / (all_hit + all_miss)
    odds = np.log(middle[0, 0] / middle[0, 1])
    holds = HOLDS[HOLDS <= MOST]
    rows, columns = (
        logit(
            drawn_together(np.stack([hit.sum(axis=a), miss.sum(axis=a)], axis=1), middle, holds)[0]
        )
        for a in (1, 0)
    )
    expected = sigmoid(rows[:, None] + columns[None, :] - odds)
    counts = np.stack([hit.ravel(), miss.ravel()], axis=1)
    mean = np.stack([expected.ravel(), 1 - expected.ravel()], axis=1)
    chance = drawn_together(counts, mean)[0][:, 0].reshape(hit.shape)
    return np.clip(chance, TINY, 1 - TINY)


def logit(pairs: Floats) -> Floats:
    """Return log-odds of the first of two columns."""
    return np.asarray(np.log(pairs[:, 0] / pairs[:, 1]))


def weighed(
    yes: csr_array, no: csr_array, common: Floats, rates: tuple[Floats, Floats], votes: TagVotes
) -> tuple[Floats, float]:
    """Return P(tag holds) (n, K) and the log P of all votes."""
    sensitivity, specificity = (rate.ravel() for rate in rates)
    holds = yes @ np.log(sensitivity) + no @ np.log(1 - sensitivity)
    fails = yes @ np.log(1 - specificity) + no @ np.log(specificity)
    holds = holds.reshape(votes.shape) + np.log(common)
    fails = fails.reshape(votes.shape) + np.log(1 - common)
    return sigmoid(holds - fails), float(np.logaddexp(holds, fails).sum())


def settled(rates: tuple[Floats, Floats], trusted: Bools) -> tuple[Floats, Floats]:
    """Return the rates with those of trusted sources at one."""
    sensitivity, specificity = (np.where(trusted[:, None], 1.0, rate) for rate in rates)
    return sensitivity, specificity
