"""Digits whose shares, classes or labels change after a model was learnt."""

from typing import Any

import numpy as np

from assay.bench.problem import Problem
from assay.errors import SettingError
from assay.evidence import Evidence
from assay.types import Array

TEN = tuple("0123456789")


def learn_changed(seed: int, kind: str = "shares", **settings: Any) -> Problem:
    """Return digits to learn from, and digits to be judged on that are otherwise.

    Parameters
    ----------
    seed
        Decides the cut, and what is drawn.
    kind
        shares: classes are as common there as a Dirichlet distribution says (`spread`).
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


KINDS: dict[str, Any] = {"shares": _shares}
