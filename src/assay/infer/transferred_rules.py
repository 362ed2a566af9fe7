"""Rules written for one site, and a classifier that takes them to another."""

from dataclasses import dataclass, replace

import numpy as np

from assay.evidence import Evidence
from assay.infer.label_model import TOLERANCE, posterior, quiet
from assay.kernels.infer.hard_votes import hard_votes, soften
from assay.kernels.infer.rules import fit, patterns
from assay.method import Inference
from assay.posterior import Posterior
from assay.types import Array, Bools, Count, Floats, Fraction, Ints, Positive

#: Classes' shares at a site are learnt until none moves by more than this.
SETTLED = 1e-6
#: Items that are made up, spread as at all sites, before a site's shares are learnt.
MADE_UP = 20.0
#: However sure the classifier is, it leaves this much to every class.
UNSURE = 0.02


@dataclass(frozen=True)
class TransferredRules(
    Inference, reads={"labels", "votes", "gold"}, truth={"one_of", "ordered"}, paper="kwon2022"
):
    """Carry rules forward, learn a classifier from them, and fit it to every site.

    Rules speak where the structure of a document shows: at a heading, say. An item without votes
    inherits what the last item before it in its group was found to be, less sure by the share
    `carry` with every step. The label model's posterior teaches a linear classifier on the
    features; items that trusted sources settled count `gold` times. At each site (a value of
    `split`) the classes' shares are learnt again from what the classifier says there, and its
    probabilities follow them. So items at a site where no rule speaks are classified. Where
    rules speak, both are joined.

    Without features, rules are weighed and carried forward only.

    Equation
    --------
    told[i, k] = keep * told[last voted, k] + (1 - keep) / K, keep = carry ** steps since then
    guess      = logistic regression of told on features, weighed by how sure it is
    P(truth = k) ~ guess[k] * (share[site, k] / common[k]) ** shift * told[k] / common[k]
    share[site, k] = mean at the site of guess[k] * share[site, k] / common[k], scaled to one

    common is the mean guess; the last factor where rules speak or were carried to.
    ~ means "in proportion to".

    Parameters
    ----------
    carry
        Share of its sureness that each step forward keeps; 0 carries nothing.
    gold
        How many items each settled one counts as.
    penalty
        Weight of the classifier's squared coefficients, against the mean log loss of an item.
    rounds
        Most rounds to learn a site's shares of the classes.
    passes
        How often the classifier is learnt; from the second on it learns from what rules and
        classifier say together.
    shift
        How far a site's probabilities follow its shares: as their power. A classifier that has
        learnt from wrong labels is unsure, which makes shares look more shifted than they are.

    Assumes
    -------
    Items are in reading order within a group. Features mean the same at every site; classes may
    be more or less common there. Features don't hold the words that rules look for (strip headings
    before), or the classifier learns the rules and nothing else.

    Cost
    ----
    The label model's, and a logistic regression on the items that rules or gold speak of.

    Figures: the paper's .8999 (F1) and its drop elsewhere need the hospitals' notes. The tests draw
    notes of two sites with rules at the first: the second is classified nearly as well where its
    sections are of other lengths, and badly where it writes in another style too, which settled
    lines mend in part.

    References
    ----------
    kwon2022

    Examples
    --------
    >>> from assay.evidence import Evidence
    >>> heading = np.array([0, -1, -1, 1, -1, 0, -1, 1])
    >>> rules = Evidence.labels(heading, ("subjective", "plan"))
    >>> group = np.array([0, 0, 0, 0, 0, 1, 1, 1])
    >>> TransferredRules().infer(rules, groups=group).labels.tolist()
    [0, 0, 0, 1, 1, 0, 0, 1]
    """

    carry: Fraction = 0.9
    gold: Positive = 5.0
    penalty: Positive = 0.01
    rounds: Count = 200
    passes: Count = 3
    shift: Fraction = 0.5

    def infer(
        self,
        evidence: Evidence,
        features: Floats | None = None,
        groups: Ints | None = None,
        split: Array | None = None,
    ) -> Posterior:
        """Return the posterior, and what the rules are worth."""
        rows = patterns(hard_votes(evidence, type(self).__name__))
        found = fit(
            rows, rows.votes, quiet(evidence, 0.25),
            strength=10.0, right=0.7, rounds=2, tolerance=TOLERANCE,
        )  # fmt: skip
        plain = posterior(evidence, rows, found)
        spoken = rows.spoken[rows.place]
        if not spoken.any() or len(evidence.classes) < 2:
            return plain
        proba, told = plain.proba, spoken
        if groups is not None and self.carry > 0:
            voted = np.diff(rows.votes.indptr)[rows.place] > 0
            proba, heirs = _carried(proba, spoken, voted, np.asarray(groups), self.carry)
            told = spoken | heirs
        if features is not None:
            settled = rows.settled[rows.place]
            sites = np.zeros(len(proba), np.int64)
            if split is not None:
                sites = np.unique(np.asarray(split).astype(str), return_inverse=True)[1]
            proba = self._moved(features, proba, told, settled, sites)
        proba = np.where(rows.settled[rows.place][:, None], plain.proba, proba)
        return replace(plain, proba=proba)

    def _moved(
        self, features: Floats, proba: Floats, told: Bools, settled: Bools, sites: Ints
    ) -> Floats:
        """Return (n, K) what rules and classifier say together, with each site's own shares."""
        weight = np.where(settled, self.gold, 1.0) * told
        k = proba.shape[1]
        taught = proba
        for _ in range(self.passes):
            # The surer an item, the more it teaches; flat ones teach nothing.
            sure = np.maximum((taught.max(axis=1) - 1 / k) / (1 - 1 / k), 1e-6)
            guess = self._classified(features, taught, told, weight * sure)
            common = (weight * sure) @ guess / (weight * sure).sum()
            answer = np.empty_like(guess)
            for site in range(int(sites.max()) + 1):
                here = np.flatnonzero(sites == site)
                share = _shares(guess[here], common, self.rounds)
                adapted = np.log(guess[here]) + self.shift * np.log(share / common)
                word = np.log(np.maximum(proba[here], 1e-9)) - np.log(common)
                answer[here] = adapted + word * told[here, None]
            soften(answer)
            taught = np.where(settled[:, None], proba, answer)
        return answer

    def _classified(self, features: Floats, proba: Floats, told: Bools, weight: Floats) -> Floats:
        """Return (n, K) what a linear classifier says that has learnt from the told items."""
        from sklearn.linear_model import LogisticRegression
        from sklearn.preprocessing import StandardScaler

        k = proba.shape[1]
        rows = np.flatnonzero(told)
        labels = proba[rows].argmax(axis=1)
        there = np.unique(labels)
        guess = np.full((len(proba), k), UNSURE / k)
        if len(there) < 2:
            guess[:, there] += 1 - UNSURE
            return guess
        scale = StandardScaler(with_mean=not hasattr(features, "tocsr")).fit(features)
        seen = scale.transform(features)
        strength = 1 / (self.penalty * max(float(weight[rows].sum()), 1.0))
        model = LogisticRegression(C=strength, max_iter=500)
        model.fit(seen[rows], labels, sample_weight=weight[rows])
        guess[:, there] += (1 - UNSURE) * model.predict_proba(seen)
        return guess


def _carried(
    proba: Floats, spoken: Bools, voted: Bools, groups: Ints, carry: float
) -> tuple[Floats, Bools]:
    """Return the posterior in which mute items are like the last voted on before, and which are.

    What a trusted source settled says nothing of what follows, for it was picked at random.
    """
    n, k = proba.shape
    order = np.argsort(groups, kind="stable")
    at = np.arange(n)
    last = np.maximum.accumulate(np.where(voted[order], at, -1))
    start = np.searchsorted(groups[order], groups[order], side="left")
    heir = ~spoken[order] & (last >= start)
    keep = (carry ** (at - last)[heir])[:, None]
    answer, told = proba.copy(), np.zeros(n, bool)
    answer[order[heir]] = keep * proba[order[last[heir]]] + (1 - keep) / k
    told[order[heir]] = True
    return answer, told


def _shares(guess: Floats, common: Floats, rounds: int) -> Floats:
    """Return (K,) shares of the classes that make what a classifier says here likeliest (EM)."""
    share = common
    for _ in range(rounds):
        here = guess * (share / common)
        here /= here.sum(axis=1, keepdims=True)
        new = (here.sum(axis=0) + MADE_UP * common) / (len(guess) + MADE_UP)
        change = float(np.abs(new - share).max())
        share = new
        if change < SETTLED:
            break
    return share
