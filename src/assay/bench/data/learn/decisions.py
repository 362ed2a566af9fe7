"""Digits whose shares, classes or labels change after a model was learnt."""

from typing import Any

import numpy as np

from assay.bench.problem import Problem
from assay.errors import SettingError
from assay.evidence import Evidence
from assay.types import Array, Bools

TEN = tuple("0123456789")


def learn_changed(seed: int, kind: str = "shares", **settings: Any) -> Problem:
    """Return digits to learn from, and digits to be judged on that are otherwise.

    Parameters
    ----------
    seed
        Decides the cut, and what is drawn.
    kind
        shares: classes are as common there as a Dirichlet distribution says (`spread`); open: so
        are the first six, and four in ten items are of the others; classes: the first five were
        learnt before; labels: a third of the labels were there before; turned: two clouds, of which
        what tells them best has another sign where the model is used (`trusted`).
    """
    if kind not in KINDS:
        raise SettingError("bench", f"kind must be one of {', '.join(KINDS)}", got=repr(kind))
    made: Problem = KINDS[kind](np.random.default_rng(seed), seed, **settings)
    return made


def _cut(seed: int, test: float = 0.3) -> list[Array]:
    from sklearn.datasets import load_digits
    from sklearn.model_selection import train_test_split

    pixels, truth = load_digits(return_X_y=True)
    rows = (pixels / 16).astype(np.float32)
    parts: list[Array] = train_test_split(
        rows, truth, test_size=test, random_state=seed, stratify=truth
    )
    return parts


def _shares(
    random: np.random.Generator, seed: int, spread: float = 0.2, many: int = 600
) -> Problem:
    train, test, truth, answers = _cut(seed, 0.5)
    shares = random.dirichlet(np.full(10, spread))
    chosen = random.choice(len(answers), many, p=shares[answers] / shares[answers].sum())
    # Blurred, so that the pixels alone don't say everything.
    noise = 0.35
    rows = train + random.normal(0, noise, train.shape).astype(np.float32)
    there = test[chosen] + random.normal(0, noise, test[chosen].shape).astype(np.float32)
    given = {
        "features": rows, "evidence": Evidence.labels(truth, TEN), "test_features": there,
        "target_features": there, "classes": TEN, "seed": seed, "true_labels": truth,
    }  # fmt: skip
    return Problem(given, {"labels": answers[chosen], "classes": TEN})


def _open(random: np.random.Generator, seed: int) -> Problem:
    train, test, truth, answers = _cut(seed, 0.5)
    shares = random.dirichlet(np.ones(6))
    known, other = np.flatnonzero(answers < 6), np.flatnonzero(answers >= 6)
    weight = shares[answers[known]]
    chosen = np.r_[random.choice(known, 180, p=weight / weight.sum()), random.choice(other, 120)]
    mine, there, classes = truth < 6, test[chosen], (*TEN[:6], "none of these")
    given = {
        "features": train[mine], "evidence": Evidence.labels(truth[mine], TEN[:6]),
        "target_features": there, "test_features": there, "outside_features": train[~mine],
        "classes": TEN[:6], "seed": seed, "true_labels": truth[mine],
    }  # fmt: skip
    return Problem(given, {"labels": np.minimum(answers[chosen], 6), "classes": classes})


def _updated(seed: int, before: Bools | None, names: tuple[str, ...], share: float) -> Problem:
    """Return digits, and a model that learnt from some of them before."""
    from assay.learn import Head, PlainTraining

    train, test, truth, answers = _cut(seed)
    if before is None:
        before = np.random.default_rng(seed).random(len(truth)) < share
    else:
        before = before[truth]
    old = PlainTraining().learn(
        train[before], Evidence.labels(truth[before], names),
        carrier=Head(epochs=60, batch=128, scaling="none", seed=seed),
    )  # fmt: skip
    given = {
        "features": train, "evidence": Evidence.labels(truth, TEN), "test_features": test,
        "old": old, "classes": TEN, "seed": seed, "true_labels": truth,
    }  # fmt: skip
    return Problem(given, {"labels": answers, "classes": TEN, "old": old.predict(test)})


def _classes(random: np.random.Generator, seed: int) -> Problem:
    del random
    return _updated(seed, np.arange(10) < 5, TEN[:5], 0.0)


def _labels(random: np.random.Generator, seed: int) -> Problem:
    del random
    return _updated(seed, None, TEN, 1 / 3)


def _turned(
    random: np.random.Generator, seed: int, trusted: int = 12, columns: int = 100
) -> Problem:
    n, there = 1000 + trusted + 1000, np.arange(2000 + trusted) >= 1000
    truth = np.arange(n) % 2
    rows = random.normal(size=(n, columns))
    rows[:, 0] += np.where(there, -3, 3) * (truth - 0.5)
    rows[:, 1] += 0.5 * (truth - 0.5)
    rows = rows @ np.linalg.qr(random.normal(size=(columns, columns)))[0]
    known, classes = np.arange(n) < 1000 + trusted, ("a", "b")
    labels = np.where(there, -1, truth)[known]
    given = {
        "features": rows[known], "evidence": Evidence.labels(labels, classes),
        "true_gold": np.where(there, truth, -1)[known], "test_features": rows[~known],
        "classes": classes, "seed": seed, "true_labels": np.where(there, truth, -1)[known],
    }  # fmt: skip
    return Problem(given, {"labels": truth[~known], "classes": classes})


KINDS: dict[str, Any] = {
    "shares": _shares, "open": _open, "classes": _classes, "labels": _labels, "turned": _turned,
}  # fmt: skip
