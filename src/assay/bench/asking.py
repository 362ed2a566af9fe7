"""Who asks for labels: a few are known, the model asks for more, round after round."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from assay.bench.work import Work
from assay.errors import SettingError
from assay.method import Query
from assay.posterior import Posterior
from assay.registry import Parts, method
from assay.types import Floats, Ints

__all__ = ["ask", "ask_at_random", "ask_by_activeml"]

#: What asks: the model so far, and how many, in; items that have no label yet, out.
Choice = Callable[[Any, Ints, int], Ints]


def ask(
    given: Mapping[str, Any] | Parts,
    strategy: str,
    settings: Mapping[str, Any] | None = None,
    rounds: int = 5,
    each: int = 20,
) -> Work:
    """Ask by one of our methods, on what the model believes of the items without a label.

    Parameters
    ----------
    given
        Parts; the labels that are asked for are of the truth.
    strategy, settings
        Which method of the stage query, and made with what.
    rounds, each
        How often it asks, and for how many labels.
    """
    kind, features = method(strategy), np.asarray(given["features"])
    if not issubclass(kind, Query):
        raise SettingError("bench", "strategy must be of the stage query", got=strategy)
    value: Any = kind(**(settings or {}))

    def choose(model: Any, labels: Ints, many: int) -> Ints:
        left = np.flatnonzero(labels < 0)
        posterior = Posterior(given["classes"], _proba(model, features[left], given["classes"]))
        return np.asarray(left[value.query(posterior=posterior, budget=many).items])

    return _asking(given, choose, rounds, each)


def ask_at_random(given: Mapping[str, Any] | Parts, rounds: int = 5, each: int = 20) -> Work:
    """Ask for any."""
    random = np.random.default_rng(int(given["seed"]))

    def choose(model: Any, labels: Ints, many: int) -> Ints:
        del model
        return random.choice(np.flatnonzero(labels < 0), many, replace=False)

    return _asking(given, choose, rounds, each)


def ask_by_activeml(
    given: Mapping[str, Any] | Parts,
    strategy: str,
    settings: Mapping[str, Any] | None = None,
    rounds: int = 5,
    each: int = 20,
) -> Work:
    """Ask by one of scikit-activeml's strategies, with the same model."""
    import skactiveml.pool
    from skactiveml.classifier import SklearnClassifier
    from sklearn.linear_model import LogisticRegression

    features, seed = np.asarray(given["features"], np.float64), int(given["seed"])
    made = getattr(skactiveml.pool, strategy)(random_state=seed, **(settings or {}))
    classes = list(range(len(given["classes"])))

    def choose(model: Any, labels: Ints, many: int) -> Ints:
        del model
        told = np.where(labels < 0, np.nan, labels)
        line = SklearnClassifier(LogisticRegression(C=1.0, max_iter=1000), classes=classes)
        more: dict[str, Any] = {"clf": line} if strategy == "UncertaintySampling" else {}
        if strategy == "QueryByCommittee":
            more["ensemble"] = _committee(classes, seed)
        return np.asarray(made.query(features, told, batch_size=many, **more))

    return _asking(given, choose, rounds, each)


def _committee(classes: list[int], seed: int) -> Any:
    from skactiveml.classifier import SklearnClassifier
    from sklearn.ensemble import RandomForestClassifier

    forest = RandomForestClassifier(n_estimators=10, random_state=seed)
    return SklearnClassifier(forest, classes=classes)


def _asking(given: Mapping[str, Any] | Parts, choose: Choice, rounds: int, each: int) -> Work:
    """Return the loop: learn, ask, take the answers in; the last model is judged."""
    features, truth = np.asarray(given["features"]), np.asarray(given["true_labels"])
    test, names = np.asarray(given["test_features"]), given["classes"]

    def run() -> Posterior:
        labels = np.array(given["evidence"].given)
        model = _learnt(features, labels)
        for _ in range(rounds):
            asked = choose(model, labels, each)
            labels[asked] = truth[asked]
            model = _learnt(features, labels)
        return Posterior(names, _proba(model, test, names))

    return Work(run)


def _learnt(features: Floats, labels: Ints) -> Any:
    from sklearn.linear_model import LogisticRegression

    told = labels >= 0
    return LogisticRegression(C=1.0, max_iter=1000).fit(features[told], labels[told])


def _proba(model: Any, features: Floats, classes: tuple[str, ...]) -> Floats:
    """Return (n, K); a class that has no label yet has no chance."""
    proba = np.zeros((len(features), len(classes)))
    proba[:, model.classes_] = model.predict_proba(features)
    return proba
