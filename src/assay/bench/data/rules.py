"""Votes of labelling rules that abstain, drawn and real."""

from pathlib import Path

import numpy as np

from assay.bench.data.stored import columns, folder_of
from assay.bench.problem import Problem
from assay.evidence import Evidence
from assay.types import Ints

#: How often a rule speaks, and is right when it does, between these.
COVERAGE, RIGHT = (0.1, 0.6), (0.55, 0.9)
#: In how many items a copying rule repeats the first, silence included.
COPIED = 0.8


def rules(
    seed: int, items: int = 20_000, rules: int = 20, classes: int = 2, copies: int = 0
) -> Problem:
    """Return votes of rules, the last of which copy the first in four of five items.

    Parameters
    ----------
    seed
        Decides everything that is drawn.
    items, rules, classes
        How many items, rules and classes.
    copies
        How many of the rules copy.
    """
    random = np.random.default_rng(seed)
    truth = random.integers(0, classes, items)
    said = np.full((items, rules), -1)
    for rule in range(rules):
        coverage, right = random.uniform(*COVERAGE), random.uniform(*RIGHT)
        spoke, good = random.random(items) < coverage, random.random(items) < right
        wrong = (truth + random.integers(1, classes, items)) % classes
        said[spoke, rule] = np.where(good, truth, wrong)[spoke]
        if rule >= rules - copies:
            copied = random.random(items) < COPIED
            said[copied, rule] = said[copied, 0]
    return Problem({"evidence": rules_said(said, classes)}, {"labels": truth})


def stored_rules(seed: int, root: Path | None, name: str) -> Problem:
    """Return a set's votes of labelling rules, `votes.npz` with `texts.parquet` beside it.

    The embeddings of the texts are the features where there are any.
    """
    del seed
    folder = folder_of(root, name)
    with np.load(folder / "votes.npz") as data:
        said = data["L"].astype(np.int64)
    (truth,) = columns(folder / "texts.parquet", "label")
    given = {"evidence": rules_said(said, int(truth.max()) + 1)}
    if (folder / "emb.npz").exists():
        with np.load(folder / "emb.npz") as data:
            given["features"] = data["emb"].astype(np.float32)
    return Problem(given, {"labels": truth})


def rules_said(said: Ints, classes: int) -> Evidence:
    """Return the votes of rules (n, S), -1 where one was silent."""
    item, rule = np.nonzero(said >= 0)
    names = tuple(map(str, range(classes)))
    return Evidence.votes(item, rule, said[item, rule], names, n_items=len(said), kind="rule")
