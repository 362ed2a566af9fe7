"""The scikit-learn carrier: any classifier that takes `sample_weight`."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from assay.errors import SettingError
from assay.kernels.learn.expansion import expanded
from assay.learn.recipe import Recipe
from assay.learn.step import Epoch, Step
from assay.method import check_settings
from assay.model import LINKS, Link, linked, unsaved
from assay.truth import Truth
from assay.types import Array, Features, Floats, Fraction, Seed, Whole

TINY = 1e-12


@dataclass(frozen=True)
class Classifier:
    """How a classifier of scikit-learn's is fitted, whatever the method.

    Every item stands in the table once for each class it may be of, with its share as weight; all
    weights are above zero, since some solvers drop others without a word.

    Parameters
    ----------
    estimator
        What is fitted, afresh every round; by default logistic regression on standardised
        features (for numbers, ridge regression).
    rounds
        How often, with targets made of the round before; 0: as often as the method wants.
    tolerance
        Mean change of the targets below which rounds end.
    least
        Shares below it are left out.
    seed
        Given to an estimator whose `random_state` is not set.
    weight
        (n,) how much each item counts beside what the method makes of it.
    """

    estimator: Any = None
    rounds: Whole = 0
    tolerance: Fraction = 1e-4
    least: Fraction = 1e-6
    seed: Seed = 0
    weight: Any = None

    def __post_init__(self) -> None:
        check_settings(self)


class Fitted:
    """An estimator of scikit-learn's, one for each output where there are several.

    Parameters
    ----------
    estimators
        One for classes and for a number, one a tag.
    seen
        Which of the K classes the first knows.
    k
        K.
    link
        What is predicted.
    """

    def __init__(self, estimators: list[Any], seen: Array, k: int, link: Link) -> None:
        self.estimators, self.seen, self.k, self.link = estimators, seen, k, link

    def outputs(self, features: Features) -> Floats:
        """Return (n, K) probabilities, or (n, 1) numbers."""
        n = features.shape[0]
        if not n:
            return np.zeros((0, self.k))
        if self.link == "identity":
            return np.asarray(self.estimators[0].predict(features), np.float64).reshape(n, -1)
        if self.link == "sigmoid":
            return np.stack([holds(one, features) for one in self.estimators], axis=1)
        proba = np.zeros((n, self.k))
        proba[:, self.seen] = chances(self.estimators[0], features)
        return proba

    def arrays(self) -> dict[str, Array]:
        """Refuse: an estimator is code."""
        raise unsaved("a classifier of scikit-learn's")


def chances(estimator: Any, features: Features) -> Floats:
    """Return probabilities of an estimator, from its decision values where it has none."""
    if hasattr(estimator, "predict_proba"):
        return np.asarray(estimator.predict_proba(features), np.float64)
    value = np.asarray(estimator.decision_function(features), np.float64)
    return linked(np.stack([-value / 2, value / 2], axis=1) if value.ndim == 1 else value,
                  "softmax")  # fmt: skip


def holds(estimator: Any, features: Features) -> Floats:
    """Return (n,) the probability that a tag holds; a tag nobody differs in is a constant."""
    if isinstance(estimator, float):
        return np.full(features.shape[0], estimator)
    return chances(estimator, features)[:, 1]


def usual(link: Link) -> Any:
    """Return what is fitted where nothing is named."""
    from sklearn.linear_model import LogisticRegression, Ridge
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    last = Ridge() if link == "identity" else LogisticRegression(max_iter=1000)
    return make_pipeline(StandardScaler(with_mean=True), last)


class Fitting:
    """Rounds of an estimator, with what a method answers in between."""

    def __init__(
        self, features: Features, recipe: Recipe, carrier: Classifier, truth: Truth, who: str
    ) -> None:
        self.features, self.recipe, self.carrier, self.who = features, recipe, carrier, who
        self.link = recipe.link = LINKS[truth.kind]
        self.random = np.random.default_rng(carrier.seed)
        self.k = recipe.first.shape[1]
        self.history: list[dict[str, float]] = []
        self.guess: Floats | None = None

    def run(self) -> Fitted | None:
        """Fit round after round; None where there is nothing to learn."""
        recipe, ids = self.recipe, np.arange(len(self.recipe.first))
        rounds = self.carrier.rounds or recipe.rounds
        body, before = None, None
        for turn in range(rounds):
            step = Step(ids, turn, rounds, 0, self.link, self.random, guess=self.guess)
            target = recipe.first if self.guess is None else recipe.targets(step)
            weight = self.at_first() if self.guess is None else recipe.weighed(step)
            weight = np.ones(len(ids)) if weight is None else np.asarray(weight)
            gap = np.inf if before is None else float(np.nanmean(np.abs(target - before)))
            if not (weight > 0).any():
                return None
            if gap < self.carrier.tolerance:
                break
            body, before = self.fitted(np.asarray(target, np.float64), weight), target
            self.history.append({"change": gap} if np.isfinite(gap) else {})
            if turn < rounds - 1 or type(recipe).after is not Recipe.after:
                self.guess = self.logs(body)
                recipe.after(Epoch(turn, rounds, self.link, self.random, self.asked))
        return body

    def at_first(self) -> Floats:
        """Return weights before anything is predicted."""
        entries, given = self.recipe.entries, self.recipe.beside
        weight = self.recipe.weight if entries is None else entries
        if given is not None and weight.ndim > 1:
            given = given[:, None]
        return weight if given is None else np.asarray(weight * given)

    def asked(self, member: int) -> Floats:
        """Return (n, K) log probabilities of all items."""
        del member
        return np.zeros(0) if self.guess is None else self.guess

    def logs(self, body: Fitted) -> Floats:
        """Return (n, K) log probabilities, or numbers, of all items."""
        found = body.outputs(self.features)
        return found if self.link == "identity" else np.log(np.maximum(found, TINY))

    def fitted(self, target: Floats, weight: Floats) -> Fitted:
        """Return the estimator, fitted to soft targets."""
        if self.link == "identity":
            kept = np.flatnonzero(weight > 0)
            one = self.fit_one(kept, target[kept, 0], weight[kept])
            return Fitted([one], np.arange(1), 1, self.link)
        if self.link == "sigmoid":
            both = [np.stack([1 - t, t], axis=1) for t in target.T]
            each = np.broadcast_to(weight.T, (len(both), len(target)))
            ones = [self.of_tag(pair, one) for pair, one in zip(both, each, strict=True)]
            return Fitted(ones, np.arange(self.k), self.k, self.link)
        row, label, share = expanded(target, weight, self.carrier.least)
        one = self.fit_one(row, label, share)
        return Fitted([one], np.asarray(one.classes_, int), self.k, self.link)

    def of_tag(self, target: Floats, weight: Floats) -> Any:
        """Return the estimator of one tag, or how probable it is where all items agree."""
        row, label, share = expanded(target, weight, self.carrier.least)
        if len(np.unique(label)) < 2:
            return float(label[0]) if len(label) else 0.5
        return self.fit_one(row, label, share)

    def fit_one(self, row: Array, label: Array, share: Floats) -> Any:
        """Return a fresh estimator, fitted to rows with weights."""
        from sklearn import config_context
        from sklearn.base import clone
        from sklearn.dummy import DummyClassifier
        from sklearn.utils.validation import has_fit_parameter

        given = self.carrier.estimator
        made = clone(given) if given is not None else usual(self.link)
        if self.link != "identity" and len(np.unique(label)) < 2:
            made = DummyClassifier()
        free = [n for n, v in made.get_params().items()
                if n.split("__")[-1] == "random_state" and v is None]  # fmt: skip
        made.set_params(**dict.fromkeys(free, self.carrier.seed))
        last = made.steps[-1] if hasattr(made, "steps") else ("", made)
        if not has_fit_parameter(last[1], "sample_weight"):
            rule = "a classifier must take sample_weight"
            raise SettingError(self.who, rule, got=type(last[1]).__name__)
        name = f"{last[0]}__sample_weight" if last[0] else "sample_weight"
        rows = self.features[row]
        more = {name: share}
        if hasattr(made, "steps") and given is None:
            more["standardscaler__sample_weight"] = share
            if hasattr(rows, "tocsr"):
                made.set_params(standardscaler__with_mean=False)
        # Who routes metadata to us does not ask that our own steps request theirs.
        with config_context(enable_metadata_routing=False):
            return made.fit(rows, label, **more)
