"""Positives that were not picked alike: tumours by a measure, clicks by what was shown, pools."""

from typing import Any

import numpy as np

from assay.bench.problem import Problem
from assay.errors import SettingError
from assay.evidence import Evidence
from assay.types import Array, Bools, Floats


def learn_selected(seed: int, kind: str = "tumours", **settings: Any) -> Problem:
    """Return positives that some were picked of, by chances that differ.

    Parameters
    ----------
    seed
        Decides what is drawn.
    kind
        tumours: ten measures of breast cancers, of which those of great radius are picked more
        often; clicks: pairs of a person and a product that few products are shown in; pooled:
        lists of candidates, judged the more often the higher an old ranking had them.
    settings
        Of clicks, `pairs`; of pooled, `queries`.
    """
    if kind not in KINDS:
        raise SettingError("bench", f"kind must be one of {', '.join(KINDS)}", got=repr(kind))
    made: Problem = KINDS[kind](np.random.default_rng(seed), seed, **settings)
    return made


def _problem(
    train: tuple[Array, Bools, Bools, Floats], test: tuple[Array, Array], seed: int, **more: Any
) -> Problem:
    features, truth, picked, chance = train
    classes = ("no", "yes")
    given = more | {
        "features": features, "test_features": test[0], "classes": classes, "seed": seed,
        "evidence": Evidence.labels(np.where(picked, 1, -1), classes),
        "true_labels": truth.astype(int), "true_propensity": chance,
        "true_prior": float(truth.mean()),
    }  # fmt: skip
    return Problem(given, {"labels": test[1].astype(int), "classes": classes})


def _tumours(random: np.random.Generator, seed: int) -> Problem:
    from sklearn.datasets import load_breast_cancer
    from sklearn.model_selection import train_test_split
    from sklearn.preprocessing import StandardScaler

    measures, benign = load_breast_cancer(return_X_y=True)
    rows = StandardScaler().fit_transform(measures)[:, :10]
    train, test, truth, answers = train_test_split(
        rows, 1 - benign, test_size=0.3, random_state=seed, stratify=benign
    )
    chance = 0.05 + 0.9 / (1 + np.exp(1 - 1.5 * train[:, 0]))
    picked = (random.random(len(truth)) < chance) & (truth == 1)
    return _problem(
        (train, truth, picked, chance), (test, answers), seed, true_selected_by=train[:, :1]
    )


def _clicks(random: np.random.Generator, seed: int, pairs: int = 6000) -> Problem:
    people, products = random.normal(size=(200, 4)), random.normal(size=(50, 4))
    shown = np.sort(random.random(50) ** 3)[::-1]
    shown = np.maximum(shown / shown[0], 0.02)
    person, product = random.integers(0, 200, 2 * pairs), random.integers(0, 50, 2 * pairs)
    both = people[person] * products[product]
    liked = random.random(2 * pairs) < 1 / (1 + np.exp(1 - 1.5 * both.sum(axis=1)))
    features = np.column_stack([both, np.log(shown)[product]])
    chance = shown[product]
    clicked = liked & (random.random(2 * pairs) < chance)
    train = features[:pairs], liked[:pairs], clicked[:pairs], chance[:pairs]
    return _problem(train, (features[pairs:], liked[pairs:]), seed, groups=product[:pairs])


def _pooled(random: np.random.Generator, seed: int, queries: int = 100) -> Problem:
    n = queries * 30
    rows = random.normal(size=(2 * n, 4))
    old = 0.6 * rows[:, 0] + 0.8 * random.normal(size=2 * n)
    truth = random.random(2 * n) < 1 / (1 + np.exp(1 - 2 * rows @ [0.6, 0.8, -0.6, 0.3]))
    chance = 1 / (1 + np.exp(1 - 2.5 * old))
    picked = truth & (random.random(2 * n) < chance)
    features = np.column_stack([rows, old])
    train = features[:n], truth[:n], picked[:n], chance[:n]
    test = features[n:], truth[n:]
    lists = np.arange(n) // 30
    return _problem(train, test, seed, groups=lists, true_selected_by=features[:n, 4:])


KINDS: dict[str, Any] = {"tumours": _tumours, "clicks": _clicks, "pooled": _pooled}
