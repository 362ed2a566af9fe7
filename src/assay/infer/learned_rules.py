"""Labelling rules that are learnt from a few labels, and a label model on top of them."""

from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_array

from assay.evidence import Evidence
from assay.infer.label_model import TOLERANCE, posterior, quiet
from assay.kernels.infer.hard_votes import HardVotes, hard_votes
from assay.kernels.infer.rules import Fit, Patterns, fit, learn, patterns, weigh
from assay.method import Inference
from assay.posterior import Posterior
from assay.types import Bools, Count, Floats, Ints, Positive, Seed

#: Share of the classes that one rule knows; of the others it says nothing.
KNOWN = 0.5
#: Weight of squares, against one made-up item a class.
RIDGE = 0.1
#: What learnt rules' silence counts as, and claims made up before they are judged.
SILENCE, STRENGTH, RIGHT = 0.25, 10.0, 0.7
#: However sure the rules are, they leave this much to every class.
UNSURE = 0.01
#: Rounds of the label model.
TURNS = 2


@dataclass(frozen=True)
class LearnedRules(
    Inference, reads={"labels", "votes", "gold"}, truth={"one_of", "ordered"}, paper="xu2021"
):
    """Learn labelling rules from few labels, and weigh them as rules that people wrote.

    Every rule is a specialist: it knows half of the classes and is silent on items that it takes
    for another, it sees the items through random Fourier features of its own, and weighs
    the labels at random. A label model joins what they say. Then the surest of the items without
    labels, as many of each class, become labels too, more every round, and the rules are
    learnt again.

    The labels are what trusted sources say, or, where there are none, the label model of all
    claims. What untrusted sources say is weighed by how they agree with the rules, and
    added. Without features it is `LabelModel`.

    Equation
    --------
    rule r says argmax of q over its classes and `another` (silent):
    q = W @ cos(V @ x + u), W by ridge regression of the labels so far, V and u drawn
    R(k) = P(truth = k | what rules say), as `label-model` has it; the surest become labels
    P(truth = k | votes, x) ~ R(k) * product over votes (s, j) of T[s][j, k]

    T of the sources as `label-model` has it, with R for the truth. ~ means "in proportion to".

    Parameters
    ----------
    rules
        How many rules are learnt.
    rounds
        How often; in the last but one most items have become labels.
    waves
        Random features of each rule.
    sharpness
        One over the squared distance, in mean squared distances between items, over which rules
        look. Each rule has its own, half to twice that.
    seed
        Decides what each rule sees.

    Assumes
    -------
    Near items have the same class; classes are about equally common among the items without
    labels. The paper's networks that share a trunk and compete for the items are replaced by
    kernel machines that are given classes by lot.

    Cost
    ----
    Time O(rounds rules n waves (d + waves)), memory O(n (waves + d + rules)).

    Figures: the paper's .938 on CIFAR-10 needs its images and augmentations.

    References
    ----------
    xu2021

    Examples
    --------
    >>> from assay.evidence import Evidence
    >>> features = np.array([[0.0], [0.1], [0.2], [0.3], [1.0], [1.1], [1.2], [1.3]])
    >>> few = Evidence.labels(np.array([0, -1, -1, -1, 1, -1, -1, -1]), ("a", "b"))
    >>> LearnedRules(rules=8).infer(few, features).labels.tolist()
    [0, 0, 0, 0, 1, 1, 1, 1]
    """

    rules: Count = 24
    rounds: Count = 4
    waves: Count = 150
    sharpness: Positive = 1.0
    seed: Seed = 0

    def infer(self, evidence: Evidence, features: Floats | None = None) -> Posterior:
        """Return the posterior, and what the sources are worth."""
        votes = hard_votes(evidence, type(self).__name__)
        silence = quiet(evidence, SILENCE)
        rows = patterns(votes)
        found = _fit(rows, silence)
        base = found.proba[rows.place]
        spoken = rows.spoken[rows.place]
        known = spoken if not votes.trusted.any() else rows.settled[rows.place]
        if features is None or votes.k < 2 or not known.any() or rows.settled.all():
            return posterior(evidence, rows, found)
        labels = np.where(known, base.argmax(axis=1), -1)
        learnt = self._learn(_centred(features), labels, votes.k)
        return self._together(evidence, rows, learnt, silence)

    def _together(
        self, evidence: Evidence, rows: Patterns, learnt: Floats, silence: Floats
    ) -> Posterior:
        """Return what the rules and the sources say together, each source judged by the rules."""
        each = Patterns(
            csr_array(rows.votes[rows.place]),
            np.ones(len(rows.place)),
            np.arange(len(rows.place)),
            rows.settled[rows.place],
            rows.gold[rows.place],
        )
        learnt = np.maximum(learnt, UNSURE)
        learnt /= learnt.sum(axis=1, keepdims=True)
        flat = np.full(rows.k, 1 / rows.k)
        rates = learn(each, each.settle(learnt.copy()), flat, STRENGTH, RIGHT)
        alone = weigh(each, each.votes, replace(rates, prior=flat), silence)
        both = alone * learnt
        proba = np.where(each.spoken[:, None], both / both.sum(axis=1, keepdims=True), learnt)
        return posterior(evidence, each, Fit(each.settle(proba), rates))

    def _learn(self, items: Floats, labels: Ints, k: int) -> Floats:
        """Return (n, K) what the learnt rules together say."""
        random = np.random.default_rng(self.seed)
        known = np.flatnonzero(labels >= 0)
        # By content, so that the order of items decides nothing.
        known = known[np.argsort(items[known] @ random.normal(size=items.shape[1]), kind="stable")]
        rest = np.flatnonzero(labels < 0)
        rows, said = known, labels[known]
        for turn in range(self.rounds):
            votes = self._votes(items, rows, said, k, random)
            learnt = patterns(_of_rules(votes, k))
            proba = _fit(learnt, np.full(self.rules, SILENCE)).proba[learnt.place]
            more, guess = _surest(proba, rest, (turn + 1) / self.rounds)
            rows, said = np.append(known, more), np.append(labels[known], guess)
        return proba

    def _votes(
        self, items: Floats, rows: Ints, said: Ints, k: int, random: np.random.Generator
    ) -> Ints:
        """Return (n, rules) the class each rule names, -1 where it is silent."""
        knows = min(k, max(2, round(KNOWN * k)))
        even = 1 / np.bincount(said, minlength=k)[said]
        votes = np.empty((len(items), self.rules), np.int64)
        for rule in range(self.rules):
            classes = np.sort(random.permutation(k)[:knows])
            place = np.full(k, knows)
            place[classes] = np.arange(knows)
            weight = random.exponential(size=len(rows)) * even * len(rows) / k
            width = 2 * self.sharpness * 2.0 ** random.uniform(-1, 1)
            turned = random.normal(size=(items.shape[1], self.waves)) * np.sqrt(width)
            shift = random.uniform(0, 2 * np.pi, self.waves)
            seen = np.cos(items @ turned + shift) * np.sqrt(2 / self.waves)
            seen = np.append(seen, np.full((len(items), 1), 0.3), axis=1)
            target = np.eye(knows + 1)[place[said]]
            mine = seen[rows].T * weight
            table = mine @ seen[rows] + RIDGE * np.eye(self.waves + 1)
            votes[:, rule] = np.append(classes, -1)[
                (seen @ np.linalg.solve(table, mine @ target)).argmax(axis=1)
            ]
        return votes


def _centred(features: Floats) -> Floats:
    """Return the features as rows whose mean squared distance is one."""
    dense = features.toarray() if hasattr(features, "toarray") else features
    rows = np.asarray(dense, np.float64)
    rows = rows - rows.mean(axis=0)
    spread = float(np.sqrt(2 * np.einsum("ij,ij->i", rows, rows).mean()))
    return np.asarray(rows / spread) if spread > 0 else rows


def _fit(rows: Patterns, silence: Floats) -> Fit:
    return fit(
        rows, rows.votes, silence,
        strength=STRENGTH, right=RIGHT, rounds=TURNS, tolerance=TOLERANCE,
    )  # fmt: skip


def _surest(proba: Floats, rest: Ints, share: float) -> tuple[Ints, Ints]:
    """Return a share of the items, the surest, as many of each class, and their classes."""
    k = proba.shape[1]
    best, top = proba[rest].argmax(axis=1), proba[rest].max(axis=1)
    order = np.lexsort((-top, best))
    rank = np.empty(len(rest), np.int64)
    first = np.searchsorted(best[order], np.arange(k))
    rank[order] = np.arange(len(rest)) - first[best[order]]
    picked: Bools = rank < np.ceil(share * len(rest) / k)
    return rest[picked], best[picked]


def _of_rules(votes: Ints, k: int) -> HardVotes:
    """Return the votes (n, M) of learnt rules, with nobody trusted."""
    n, m = votes.shape
    item, source = np.nonzero(votes >= 0)
    said = votes[item, source]
    nobody, none = np.zeros(m, bool), np.empty(0, np.int64)
    return HardVotes(n, m, k, item, source, said, item * k + said, nobody, none, np.empty((0, k)))
