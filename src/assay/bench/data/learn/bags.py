"""Bags of items with counts to learn from, of a stored table and of ten classes."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from assay.bench.data.stored import folder_of
from assay.bench.problem import Problem
from assay.types import Array

#: Standardised features are cut off there.
CUT = 5.0


def bank_bags(seed: int, root: Path | None, size: int = 128) -> Problem:
    """Return bank clients in bags, counted by who subscribed, cut as the set came cut.

    Parameters
    ----------
    seed
        Decides the bags.
    root
        Folder of the real sets.
    size
        Items of a bag.
    """
    import duckdb

    path = folder_of(root, "bank_marketing") / "data.parquet"
    with duckdb.connect() as connection:
        found = connection.execute("SELECT * FROM read_parquet(?)", [str(path)]).fetchnumpy()
    labels, part = np.asarray(found.pop("label"), np.int64), np.asarray(found.pop("split"), str)
    rows = np.stack([np.asarray(found[name], np.float64) for name in found], axis=1)
    train = part == "train"
    middle, spread = rows[train].mean(axis=0), rows[train].std(axis=0) + 1e-6
    rows = np.clip((rows - middle) / spread, -CUT, CUT).astype(np.float32)
    test = part == "test"
    cut = rows[train], rows[test], labels[train], labels[test]
    return bagged(cut, ("no", "yes"), size, seed)


def digit_bags(seed: int, size: int = 8) -> Problem:
    """Return handwritten digits in bags, counted by digit, seven tenths of them to learn from."""
    from sklearn.datasets import load_digits
    from sklearn.model_selection import train_test_split

    pixels, truth = load_digits(return_X_y=True)
    cut = train_test_split(
        (pixels / 16).astype(np.float32), truth, test_size=0.3, random_state=seed, stratify=truth
    )
    return bagged(cut, tuple("0123456789"), size, seed)


def bagged(cut: Sequence[Array], classes: tuple[str, ...], size: int, seed: int) -> Problem:
    """Return the problem of learning from bags that are dealt by chance."""
    rows, others, truth, answers = cut
    n = len(truth) // size * size
    items: Array = np.random.default_rng(seed).permutation(len(truth))[:n]
    bags = np.arange(n) // size
    counts = np.zeros((n // size, len(classes)), np.int64)
    np.add.at(counts, (bags, truth[items]), 1)
    given = {
        "features": rows[items], "test_features": others, "classes": classes, "bags": bags,
        "bag_counts": counts, "true_labels": truth[items], "seed": seed,
    }  # fmt: skip
    return Problem(given, {"labels": answers, "classes": classes})


def drawn_bags(seed: int, items: int = 1_000_000, size: int = 64) -> Problem:
    """Return drawn items of two classes in bags whose shares differ, and some to be judged by.

    Parameters
    ----------
    seed
        Decides all.
    items, size
        How many in all, and in a bag.
    """
    random = np.random.default_rng(seed)
    truth = random.integers(0, 2, items)
    features = random.normal(size=(items, 16)).astype(np.float32)
    features[:, :4] += 0.8 * (2 * truth[:, None] - 1)
    # Neighbours in this order share a bag: their classes go together, though not for sure.
    order = np.argsort(truth + random.normal(size=items), kind="stable")
    features, truth, bags = features[order], truth[order], np.arange(items) // size
    counts = np.zeros((int(bags[-1]) + 1, 2), np.int64)
    np.add.at(counts, (bags, truth), 1)
    some = random.choice(items, min(20_000, items), replace=False)
    given = {
        "features": features, "test_features": features[some], "classes": ("no", "yes"),
        "bags": bags, "bag_counts": counts, "true_labels": truth, "seed": seed,
        "proba": np.clip(0.5 + 0.2 * features[:, 0].astype(float), 0.01, 0.99),
    }  # fmt: skip
    return Problem(given, {"labels": truth[some], "classes": ("no", "yes")}, features.nbytes)
