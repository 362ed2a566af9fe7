"""Rules that are generated from few labels, and what they say together."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from assay.evidence import Evidence
from assay.kernels.regions import canonical
from assay.learn.classifier import chances
from assay.learn.fit import Carrier, fit
from assay.learn.head import standard
from assay.learn.recipe import Recipe
from assay.learn.said import labels_of, said
from assay.learn.unlabelled.rounds import Joined, needed
from assay.method import Inference, Learner
from assay.model import Model
from assay.registry import Parts, method, run
from assay.types import Count, Features, Floats, Fraction, Ints, Seed


@dataclass(frozen=True)
class GeneratedRules(
    Learner, reads={"labels"}, truth={"one_of"}, carriers={"head", "classifier"},
    paper="xu2021",
):  # fmt: skip
    """Make many weak rules of few labels, let them vote where they are sure, and learn from that.

    Every rule is a logistic regression on some of the columns and a draw of the labelled items,
    that knows some of the classes and holds its tongue where another is more probable or where it
    is not sure. What the rules say of unlabelled items is put together by a method of the stage
    `infer`, which learns how right each rule is on each class from how they agree. Its posterior
    is aimed at.

    Experimental: on handwritten digits it is as good as one model of the labels, and no better;
    `SelfTraining` is.

    Assumes: rules err apart from each other, which columns and draws make them do in part; where
    they err together, nothing here notices.

    Cost: `rules` logistic regressions on the labelled items, one inference, one training.

    Equation
    --------
    rule r says argmax of q[r] where max of q[r] >= sure and that class is one it knows
    q[r]   = logistic regression on its columns and its draw, classes it doesn't know being one
    target = P(truth | what the rules say) by `aggregate`; of labelled items the label
    paid   = mean of -sum over k of target[k] * log(p[k])

    Parameters
    ----------
    rules
        How many.
    columns, classes
        Share of the columns that a rule sees, and of the classes that it knows.
    sure
        Probability from which on a rule speaks.
    aggregate
        Method of the stage `infer` that puts votes together.
    seed
        Draws what each rule sees.

    References
    ----------
    xu2021

    Examples
    --------
    >>> import numpy as np
    >>> from assay.learn import Classifier
    >>> features = np.array([[0.0], [1.0], [4.0], [6.0], [9.0], [10.0]])
    >>> evidence = Evidence.labels(np.array([0, -1, -1, -1, -1, 1]))
    >>> model = GeneratedRules(columns=1.0, classes=1.0).learn(features, evidence, Classifier())
    >>> model.predict(features).tolist()
    [0, 0, 0, 1, 1, 1]
    """

    rules: Count = 50
    columns: Fraction = 0.5
    classes: Fraction = 0.6
    sure: Fraction = 0.4
    aggregate: str = "dawid-skene"
    seed: Seed = 0

    def learn(self, features: Features, evidence: Evidence, carrier: Carrier = None) -> Model:
        """Return the model; `believed` holds what the rules say of each item."""
        first, labels = said(evidence), labels_of(evidence)
        mine, free = np.flatnonzero(labels >= 0), np.flatnonzero(labels < 0)
        if not len(free) or len(np.unique(labels[mine])) < 2:
            return fit(self, features, evidence.truth, Recipe(first), carrier)
        needed(features, "GeneratedRules")
        votes = self.votes(features, labels, len(evidence.classes))
        spoken = np.asarray((votes >= 0).any(axis=0))
        target = first.copy()
        found = self._together(votes[:, free], evidence.classes)
        target[free] = np.where(spoken[free][:, None], found, np.nan)
        return fit(self, features, evidence.truth, Joined(target), carrier)

    def votes(self, features: Features, labels: Ints, k: int) -> Ints:
        """Return (R, n) what each rule says of every item, -1 for nothing."""
        random = np.random.default_rng(self.seed)
        mine = np.flatnonzero(labels >= 0)
        if not hasattr(features, "tocsr"):
            # Which items a rule draws does not depend on the order they come in.
            mine = mine[canonical(np.asarray(features)[mine])]
        middle, scale = standard(features, "standard")
        found = np.full((self.rules, features.shape[0]), -1)
        for rule in range(self.rules):
            seen = self._some(features.shape[1], self.columns, random)
            known = self._some(k, self.classes, random)
            draw = mine[random.integers(0, len(mine), len(mine))]
            grouped = np.where(np.isin(labels[draw], known), labels[draw], k)
            if len(np.unique(grouped)) > 1:
                rows = features[:, seen]
                scaled = rows.multiply(scale[seen]).tocsr() if hasattr(rows, "tocsr") else (
                    rows - middle[seen]) * scale[seen]  # fmt: skip
                found[rule] = self._said(scaled, draw, grouped, k)
        return found

    def _some(self, many: int, share: float, random: np.random.Generator) -> Ints:
        """Return a share of 0..many-1, at least one, drawn."""
        return np.sort(random.permutation(many)[: max(1, round(share * many))])

    def _said(self, rows: Any, draw: Ints, grouped: Ints, k: int) -> Ints:
        """Return (n,) what a rule says: its class where sure, -1 where it is none it knows."""
        from sklearn import config_context
        from sklearn.linear_model import LogisticRegression

        with config_context(enable_metadata_routing=False):
            made = LogisticRegression(max_iter=500).fit(rows[draw], grouped)
        proba = chances(made, rows)
        guess = np.asarray(made.classes_)[proba.argmax(axis=1)]
        return np.where((guess < k) & (proba.max(axis=1) >= self.sure), guess, -1)

    def _together(self, votes: Ints, classes: tuple[str, ...]) -> Floats:
        """Return (u, K) what the rules say together."""
        source, item = np.nonzero(votes >= 0)
        names = np.asarray(classes, object)[votes[source, item]]
        evidence = Evidence.votes(item, source, names, classes, n_items=votes.shape[1])
        cls = method(self.aggregate)
        if not issubclass(cls, Inference):
            from assay.errors import SettingError

            rule = "aggregate must be a method of the stage infer"
            raise SettingError("GeneratedRules", rule, got=self.aggregate)
        found = run(cls(), Parts({"evidence": evidence}, seed=self.seed))
        return np.asarray(found.proba)
