"""Data to learn from whose labels someone in particular, or something in particular, spoilt."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import numpy as np

from assay.bench.data.learning import learn_digits
from assay.bench.data.stored import folder_of
from assay.bench.problem import Problem
from assay.evidence import Evidence

#: Shares of wrong labels of three people: one careful, one hasty, one who takes 1 in 3 at random.
PEOPLE = (0.05, 0.3, 0.7)


def learn_gold(seed: int, gold: int = 60, **settings: Any) -> Problem:
    """Return spoilt digits, of some of which the truth is known; see `learn_digits`."""
    made = learn_digits(seed, **settings)
    truth = np.asarray(made.given["true_labels"])
    known = np.full(len(truth), -1)
    chosen = np.random.default_rng(seed).permutation(len(truth))[:gold]
    known[chosen] = truth[chosen]
    return changed(made, gold=known)


def learn_annotators(seed: int, each: int = 1) -> Problem:
    """Return the digits, each labelled by some of three people who err in .05, .3 and .7 of them.

    Parameters
    ----------
    seed
        Decides the cut, who labels what, and what is mistaken.
    each
        How many label an item.
    """
    made = learn_digits(seed, rate=0.0)
    truth = np.asarray(made.given["true_labels"])
    random = np.random.default_rng(seed)
    who = np.argsort(random.random((len(truth), len(PEOPLE))), axis=1)[:, :each]
    item, source = np.repeat(np.arange(len(truth)), each), who.ravel()
    wrong = random.random(len(item)) < np.array(PEOPLE)[source]
    # The hasty one has a mistake of their own; the mistakes of the others are any.
    other = np.where(source == 1, 3, random.integers(1, 10, len(item)))
    said = np.where(wrong, (truth[item] + other) % 10, truth[item])
    names = made.given["classes"]
    evidence = Evidence.votes(item, source, said, names, n_items=len(truth))
    return changed(made, evidence=evidence)


def learn_moons(seed: int, share: float = 0.1, items: int = 500) -> Problem:
    """Return two half moons; labels that mean most are turned round, as one who meant ill would.

    Parameters
    ----------
    seed
        Decides what is drawn.
    share
        Of the labels that are turned round: those with the largest part in a support vector
        machine of the true ones.
    items
        How many there are to learn from.
    """
    from sklearn.datasets import make_moons
    from sklearn.svm import SVC

    rows, truth = make_moons(items + 1000, noise=0.2, random_state=seed)
    train, labels = rows[:items], truth[:items].copy()
    machine = SVC(C=10.0, gamma=0.5).fit(train, labels)
    part = np.zeros(items)
    part[machine.support_] = np.abs(machine.dual_coef_[0])
    part += 1e-6 * np.random.default_rng(seed).random(items)
    turned = np.argsort(-part)[: round(share * items)]
    labels[turned] = 1 - labels[turned]
    given = {
        "features": train.astype(np.float32), "evidence": Evidence.labels(labels), "seed": seed,
        "true_labels": truth[:items], "classes": ("0", "1"),
        "test_features": rows[items:].astype(np.float32),
    }  # fmt: skip
    return Problem(given, {"labels": truth[items:], "classes": ("0", "1")})


def learn_permuted(seed: int, share: float = 0.2, items: int = 200, beside: int = 2) -> Problem:
    """Return a linear law whose numbers stand, for a share of the items, at one another's rows.

    Parameters
    ----------
    seed
        Decides what is drawn.
    share
        Of the items whose numbers were mixed up among them.
    items
        How many there are to learn from.
    beside
        Further numbers that were carried along.
    """
    random = np.random.default_rng(seed)
    rows = random.normal(size=(items + 1000, 5))
    weights = random.normal(size=(5, beside + 1))
    numbers = rows @ weights + 0.2 * random.normal(size=(len(rows), beside + 1))
    order = np.arange(items)
    moved = random.permutation(items)[: round(share * items)]
    order[moved] = np.roll(moved, 1)
    given = {
        "features": rows[:items].astype(np.float32), "seed": seed, "responses": numbers[order, 1:],
        "evidence": Evidence.numbers(numbers[order, 0]),
        "test_features": rows[items:].astype(np.float32),
    }  # fmt: skip
    return Problem(given, {"numbers": rows[items:] @ weights[:, 0]})


def learn_one_sided(seed: int, share: float = 0.4, spread: float = 2.0) -> Problem:
    """Return a linear law, a share of whose numbers were read too low; judged by what is read.

    Parameters
    ----------
    seed
        Decides what is drawn.
    share
        Of the numbers that are too low.
    spread
        How far, the size of a normal number of this spread.
    """
    random = np.random.default_rng(seed)
    rows = random.uniform(-1, 1, (4000, 10)).astype(np.float32)
    true = rows @ random.normal(size=10) + 0.3 * random.normal(size=4000)
    low = (random.random(4000) < share) * np.abs(random.normal(0, spread, 4000))
    numbers = (true - low)[:3000]
    given = {
        "features": rows[:3000], "evidence": Evidence.numbers(numbers), "seed": seed,
        "true_evidence": Evidence.numbers(true[:3000]), "test_features": rows[3000:],
    }  # fmt: skip
    return Problem(given, {"numbers": true[3000:]})


def learn_warming(seed: int, root: Path | None) -> Problem:
    """Return sentences on global warming, labelled by a language model and judged by people's.

    Parameters
    ----------
    seed
        Decides the cut: seven tenths to learn from.
    root
        Folder of the real sets.
    """
    import pandas as pd
    from sklearn.model_selection import train_test_split

    folder = folder_of(root, "gpt_global_warming")
    table = pd.read_csv(folder / "data.csv.gz")
    with np.load(folder / "emb.npz") as data:
        features = data["emb"].astype(np.float32)
    said, truth = table["gpt_label"].to_numpy(int), table["gold_label"].to_numpy(int)
    cut = train_test_split(features, said, truth, test_size=0.3, random_state=seed, stratify=truth)
    names = ("0", "1")
    given = {
        "features": cut[0], "evidence": Evidence.labels(cut[2], names), "true_labels": cut[4],
        "test_features": cut[1], "classes": names, "seed": seed,
    }  # fmt: skip
    return Problem(given, {"labels": cut[5], "classes": names})


def changed(made: Problem, **parts: Any) -> Problem:
    """Return a problem with some parts changed or added."""
    given = cast("Mapping[str, Any]", made.given)
    return Problem({**given, **parts}, made.truth)
