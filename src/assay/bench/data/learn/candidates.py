"""Sets of candidates and exclusions as they come about: by what is alike, and by people."""

from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_array

from assay.bench.data.stored import folder_of
from assay.bench.problem import Problem
from assay.evidence import Evidence, Source, one_of
from assay.types import Array, Floats, Ints

CLASSES = tuple("0123456789")
#: Seed that preferences of people are dealt with, the same for every seed of a row.
DEALT = 1126
#: Classes that one who rules one out is shown.
SHOWN = 4


def partial_labels(seed: int, root: Path | None, name: str) -> Problem:
    """Return a real set of items with candidates, seven tenths of it to learn from.

    Parameters
    ----------
    seed
        Decides the cut.
    root
        Folder of the real sets.
    name
        lost, birdsong or fgnet.
    """
    with np.load(folder_of(root, name) / "data.npz") as data:
        features = np.asarray(data["X"], np.float32)
        member, truth = data["S"] > 0, data["y"].astype(np.int64)
    order = np.random.default_rng(seed).permutation(len(truth))
    cut = round(0.7 * len(order))
    train, test = order[:cut], order[cut:]
    classes = tuple(map(str, range(member.shape[1])))
    evidence = Evidence.soft(member[train].astype(float), classes)
    parts = [features[train], features[test], truth[train], truth[test]]
    return _problem(parts, classes, seed, {"evidence": evidence})


def candidates_by_model(seed: int, rate: float = 0.4) -> Problem:
    """Return the digits with sets of what each looks like, as a classifier sees it.

    A wrong class joins the set with a chance in proportion to its probability over that of the
    most probable wrong one.

    Parameters
    ----------
    seed
        Decides the cut and the draws.
    rate
        Chance that a wrong class joins, on average.
    """
    from sklearn.neural_network import MLPClassifier

    parts = _digits(seed)
    train, _, truth, _ = parts
    model = MLPClassifier((128,), max_iter=40, random_state=seed, learning_rate_init=1e-3)
    proba = _quietly(model, train, truth)
    proba[np.arange(len(truth)), truth] = 0
    chance = proba / np.maximum(proba.max(axis=1, keepdims=True), 1e-12)
    wrong = chance.sum() / (len(truth) * (len(CLASSES) - 1))
    member = np.random.default_rng(seed).random(chance.shape) < chance * rate / wrong
    member[np.arange(len(truth)), truth] = True
    evidence = Evidence.soft(member.astype(float), CLASSES)
    return _problem(parts, CLASSES, seed, {"evidence": evidence})


def _quietly(model: Any, train: Array, truth: Ints) -> Floats:
    """Return the probabilities of a model that need not have come to its end."""
    import warnings

    from sklearn.exceptions import ConvergenceWarning

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        return np.asarray(model.fit(train, truth).predict_proba(train), np.float64)


def picked_exclusions(seed: int, picks: int = 3, wrong: float = 0.04, bias: float = 1.0) -> Problem:
    """Return the digits with classes that people ruled out, each one of four that were shown.

    Of four classes drawn for an item, one is picked that it isn't; some are picked more readily
    than others, and now and then the truth is.

    Parameters
    ----------
    seed
        Decides the cut and the draws.
    picks
        How many a person is asked of an item, each with four classes of its own.
    wrong
        Share of picks that are the truth.
    bias
        How unlike the readiness to pick is from class to class; 0 is alike.
    """
    parts = _digits(seed)
    truth, k = parts[2], len(CLASSES)
    ready = np.exp(bias * np.random.default_rng(DEALT).normal(size=(k, k)))
    random = np.random.default_rng(seed)
    item = np.repeat(np.arange(len(truth)), picks)
    shown = random.random((len(item), k)).argsort(axis=1)[:, :SHOWN]
    right = shown == truth[item][:, None]
    weight = np.where(right, 0, ready[truth[item][:, None], shown])
    chance = np.cumsum(weight / weight.sum(axis=1, keepdims=True), axis=1)
    drawn = (random.random((len(item), 1)) > chance[:, :-1]).sum(axis=1)
    out = shown[np.arange(len(item)), drawn]
    # The truth is among those shown in so many of all cases.
    slip = right.any(axis=1) & (random.random(len(item)) < wrong * k / SHOWN)
    out = np.where(slip, truth[item], out)
    table = np.zeros((k, k))
    np.add.at(table, (truth[item], out), 1.0)
    table /= table.sum(axis=1, keepdims=True)
    source = np.tile(np.arange(picks), len(truth))
    evidence = Evidence(
        one_of(CLASSES), len(truth), item, source, csr_array(np.eye(k)[out]),
        np.ones(len(item), bool), tuple(Source(f"pick {i + 1}") for i in range(picks)),
    )  # fmt: skip
    return _problem(parts, CLASSES, seed, {"evidence": evidence, "true_exclusions": table})


def _digits(seed: int) -> list[Array]:
    from sklearn.datasets import load_digits
    from sklearn.model_selection import train_test_split

    pixels, truth = load_digits(return_X_y=True)
    return list(
        train_test_split(
            (pixels / 16).astype(np.float32), truth, test_size=0.3, random_state=seed,
            stratify=truth,
        )
    )  # fmt: skip


def _problem(
    parts: list[Array], classes: tuple[str, ...], seed: int, made: dict[str, Any]
) -> Problem:
    train, test, truth, answers = parts
    given = made | {
        "features": train, "test_features": test, "classes": classes, "true_labels": truth,
        "seed": seed,
    }  # fmt: skip
    return Problem(given, {"labels": answers, "classes": classes})
