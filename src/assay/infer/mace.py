"""Which sources know, and how the others guess."""

from dataclasses import dataclass

import numpy as np

from assay.evidence import Evidence
from assay.kernels.infer.hard_votes import HardVotes, hard_votes
from assay.method import Inference
from assay.posterior import Posterior
from assay.types import Count, Floats, Positive


@dataclass(frozen=True)
class Mace(
    Inference, reads={"labels", "votes", "gold"}, truth={"one_of", "ordered"}, paper="hovy2013"
):
    """Tell sources that know from sources that guess, each in its own way.

    On every item a source either knows the truth and says it, or guesses: draws a class from
    a habit of its own that has nothing to do with the item. How often it knows and what its
    habit is are learnt together with the truth, by variational Bayes with a Beta prior on
    knowing and a Dirichlet prior on the habit, or by expectation and maximisation. A class that a
    source names out of habit is worth little. Starts from sources that know half the time and have
    no habit, so that nothing is drawn at random and no restarts are needed.

    Equation
    --------
    P(s says j | truth = k) = knows[s] * [j = k] + guesses[s] * habit[s][j]
    P(truth = k | votes) ~ product over votes (s, k) of (1 + knows[s] / (guesses[s] * habit[s][k]))
    variational: knows = e(knowing + times s knew), guesses = e(guessing + times s guessed),
                 habit[j] = e(habit + times s guessed j), e(a) = exp(digamma(a) - digamma(total))
    else: smoothing / K in place of each prior count, and a / total in place of e(a)

    ~ means "in proportion to".

    Parameters
    ----------
    variational
        Learn with priors; else the likeliest numbers, smoothed.
    knowing, guessing
        Counts of the Beta prior.
    habit
        Count of the Dirichlet prior of every class.
    smoothing
        Count added to each number where there are no priors, in all classes together.
    tolerance
        Stop when no source's share of knowing moves by more than this in a round.
    rounds
        Most rounds.

    Assumes
    -------
    Sources err independently of each other and of the item, and an error has nothing to do
    with the true class. All classes are equally common.

    Cost
    ----
    Time O(rounds (votes + n K + S K)), memory the votes and two (n, K) arrays.

    Notes
    -----
    Figures: the tests find the posterior of crowd-kit's MACE on drawn votes where sources and
    classes come in sorted order (there, habits go to other sources where they don't).

    References
    ----------
    hovy2013

    Examples
    --------
    >>> from assay.evidence import Evidence
    >>> item, source = [0, 0, 0, 1, 1, 1, 2, 2, 2], [0, 1, 2] * 3
    >>> votes = Evidence.votes(item, source, ["a", "a", "b", "b", "b", "b", "a", "a", "b"])
    >>> Mace().infer(votes).labels.tolist()
    [0, 1, 0]
    """

    variational: bool = True
    knowing: Positive = 0.5
    guessing: Positive = 0.5
    habit: Positive = 10.0
    smoothing: Positive = 0.01
    tolerance: Positive = 1e-6
    rounds: Count = 50

    def infer(self, evidence: Evidence) -> Posterior:
        """Return the posterior and every source's chance of being right."""
        votes = hard_votes(evidence, "Mace")
        key = votes.source.astype(np.int64) * votes.k + votes.said
        knows, guess = np.full(votes.s, 0.5), np.full((votes.s, votes.k), 0.5 / votes.k)
        for _ in range(self.rounds + 1):
            before = knows
            proba, log_likelihood, counts = _turn(votes, key, knows, guess)
            knows, guess = self._learn(*counts)
            if np.abs(knows - before).max(initial=0) < self.tolerance:
                break
        total = knows + guess.sum(axis=1)
        right = (knows + guess.sum(axis=1) / votes.k) / total
        right[votes.trusted] = 1.0
        return Posterior(evidence.classes, proba, accuracy=right, log_likelihood=log_likelihood)

    def _learn(self, knew: Floats, guessed: Floats) -> tuple[Floats, Floats]:
        """Return (S,) the weight of knowing and (S, K) of guessing each class."""
        lots = guessed.sum(axis=1)
        if not self.variational:
            little = self.smoothing / guessed.shape[1]
            both = np.stack([knew, lots]) + little
            know, guess = both / both.sum(axis=0)
            habit = guessed + little
            return know, guess[:, None] * habit / habit.sum(axis=1, keepdims=True)
        from scipy.special import digamma

        # The mean logs: these weights add up to less than one.
        scale = digamma(knew + lots + self.knowing + self.guessing)
        know = np.exp(digamma(knew + self.knowing) - scale)
        guess = np.exp(digamma(lots + self.guessing) - scale)
        habit = guessed + self.habit
        spread = np.exp(digamma(habit) - digamma(habit.sum(axis=1, keepdims=True)))
        return know, guess[:, None] * spread


def _turn(
    votes: HardVotes, key: np.ndarray, knows: Floats, guess: Floats
) -> tuple[Floats, float, tuple[Floats, Floats]]:
    """Return the posterior, log P, and how often sources knew (S,) and guessed what (S, K)."""
    guessed = guess.reshape(-1)[key]
    odds = knows[votes.source] / guessed
    prior = -np.log(votes.k)
    proba, log_likelihood = votes.posterior(np.log1p(odds), prior, np.log(guessed))
    knew = votes.support(proba) * odds / (1 + odds)
    habits = np.asarray(np.bincount(key, 1 - knew, minlength=votes.s * votes.k), np.float64)
    return proba, log_likelihood, (votes.by_source(knew), habits.reshape(votes.s, votes.k))
