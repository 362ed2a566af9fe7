"""Data to learn from, cut into items to learn from and items to be judged on."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_array

from assay.bench.data.stored import folder_of
from assay.bench.problem import Problem
from assay.errors import SettingError
from assay.evidence import Evidence, Source, one_of
from assay.kernels.learn.transitions import symmetric
from assay.types import Array, Floats, Ints

#: What one kind of label makes of the truth: (truth, classes, random, settings) -> parts.
Spoil = Callable[[Ints, tuple[str, ...], np.random.Generator, dict[str, Any]], dict[str, Any]]
#: Shares in thirds by which exclusions are biased, and the seed they are dealt with.
THIRDS, DEALT = (0.25, 0.08, 0.01 / 3), 1126


def learn_digits(seed: int, kind: str = "symmetric", **settings: Any) -> Problem:
    """Return the digits, seven tenths of them to learn from, their labels spoilt.

    Parameters
    ----------
    seed
        Decides the cut, and what is spoilt.
    kind
        symmetric, pair (`rate`), candidates (`rate`, `missing`), complementary (`biased`), picked
        (`many`), bags (`size`) or few (`each`); of picked and bags, whether a digit is odd.
    settings
        Of the kind.
    """
    from sklearn.datasets import load_digits
    from sklearn.model_selection import train_test_split

    pixels, truth = load_digits(return_X_y=True)
    parts = train_test_split(
        (pixels / 16).astype(np.float32), truth, test_size=0.3, random_state=seed, stratify=truth
    )
    return spoilt_to_learn(parts, tuple("0123456789"), seed, kind, settings)


def learn_stored(
    seed: int, root: Path | None, name: str, kind: str = "symmetric", **settings: Any
) -> Problem:
    """Return a stored table, seven tenths of it to learn from, its labels spoilt.

    Parameters
    ----------
    seed
        Decides the cut, and what is spoilt.
    root
        Folder of the real sets.
    name
        Which table; see `tabular`.
    kind, settings
        See `learn_digits`; the class that is picked or counted is the last.
    """
    from sklearn.model_selection import train_test_split

    from assay.bench.data.tabular import drawn
    from assay.registry import Parts

    table = drawn(folder_of(root, name) / "data.parquet", name, settings.pop("items", 5000))
    features = np.asarray(Parts(table)["features"], np.float32)
    parts = train_test_split(
        features, table.labels, test_size=0.3, random_state=seed, stratify=table.labels
    )
    return spoilt_to_learn(parts, table.classes, seed, kind, settings)


def spoilt_to_learn(
    cut: list[Array], classes: tuple[str, ...], seed: int, kind: str, settings: dict[str, Any]
) -> Problem:
    """Return the problem of learning from the train rows spoilt, judged on the test rows."""
    train, test, truth, answers = cut
    if kind not in SPOILS:
        raise SettingError("bench", f"kind must be one of {', '.join(SPOILS)}", got=repr(kind))
    random = np.random.default_rng(seed)
    if kind in ("picked", "bags"):
        two = len(classes) > 2
        truth, answers = (truth % 2, answers % 2) if two else (truth, answers)
        classes = ("even", "odd") if two else classes
    made = SPOILS[kind](truth, classes, random, settings)
    items = made.pop("items", np.arange(len(truth)))
    given = made | {
        "features": train[items], "test_features": test, "classes": classes,
        "true_labels": truth[items], "seed": seed,
    }  # fmt: skip
    return Problem(given, {"labels": answers, "classes": classes})


def _noisy(table: Floats, truth: Ints, classes: tuple[str, ...], random: Any) -> dict[str, Any]:
    draw = random.random((len(truth), 1)) > np.cumsum(table[truth], axis=1)
    labels = np.minimum(draw.sum(axis=1), len(classes) - 1)
    return {"evidence": Evidence.labels(labels, classes), "true_noise": table}


def _symmetric(truth: Ints, classes: Any, random: Any, settings: Any) -> dict[str, Any]:
    return _noisy(symmetric(settings.get("rate", 0.4), len(classes)), truth, classes, random)


def _pair(truth: Ints, classes: Any, random: Any, settings: Any) -> dict[str, Any]:
    rate, k = settings.get("rate", 0.35), len(classes)
    table = (1 - rate) * np.eye(k) + rate * np.roll(np.eye(k), 1, axis=1)
    return _noisy(table, truth, classes, random)


def _candidates(truth: Ints, classes: Any, random: Any, settings: Any) -> dict[str, Any]:
    n, k = len(truth), len(classes)
    member = random.random((n, k)) < settings.get("rate", 0.3)
    member[np.arange(n), truth] = True
    for i in np.flatnonzero(random.random(n) < settings.get("missing", 0.0)):
        free = [c for c in range(k) if not member[i, c]] or [(truth[i] + 1) % k]
        member[i, truth[i]], member[i, random.choice(free)] = False, True
    return {"evidence": Evidence.soft(member.astype(float), classes)}


def _complementary(truth: Ints, classes: Any, random: Any, settings: Any) -> dict[str, Any]:
    n, k = len(truth), len(classes)
    table = (1 - np.eye(k)) / (k - 1)
    if settings.get("biased", False):
        deal = np.random.default_rng(DEALT)
        for row in range(k):
            shares = np.resize(np.array(THIRDS), k - 1)
            deal.shuffle(shares)
            table[row] = np.insert(shares / shares.sum(), row, 0)
    draw = random.random((n, 1)) > np.cumsum(table[truth], axis=1)
    out = np.minimum(draw.sum(axis=1), k - 1)
    evidence = Evidence(
        one_of(classes), n, np.arange(n), np.zeros(n, np.int64), csr_array(np.eye(k)[out]),
        np.ones(n, bool), (Source("given", "given"),),
    )  # fmt: skip
    return {"evidence": evidence, "exclusions": table}


def _picked(truth: Ints, classes: Any, random: Any, settings: Any) -> dict[str, Any]:
    labels = np.full(len(truth), -1)
    chosen = random.choice(np.flatnonzero(truth == 1), settings.get("many", 200), replace=False)
    labels[chosen] = 1
    return {"evidence": Evidence.labels(labels, classes), "prior": float((truth == 1).mean())}


def _bags(truth: Ints, classes: Any, random: Any, settings: Any) -> dict[str, Any]:
    size = settings.get("size", 32)
    n = len(truth) // size * size
    items: Array = random.permutation(len(truth))[:n]
    bags = np.arange(n) // size
    counts = np.zeros((n // size, len(classes)), np.int64)
    np.add.at(counts, (bags, truth[items]), 1)
    return {"items": items, "bags": bags, "bag_counts": counts}


def _few(truth: Ints, classes: Any, random: Any, settings: Any) -> dict[str, Any]:
    labels = np.full(len(truth), -1)
    for k in range(len(classes)):
        chosen = random.choice(np.flatnonzero(truth == k), settings.get("each", 4), replace=False)
        labels[chosen] = k
    return {"evidence": Evidence.labels(labels, classes)}


SPOILS: dict[str, Spoil] = {
    "symmetric": _symmetric, "pair": _pair, "candidates": _candidates,
    "complementary": _complementary, "picked": _picked, "bags": _bags, "few": _few,
}  # fmt: skip
