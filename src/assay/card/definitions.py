"""What the classes of one set are called in another."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from assay.kernels.sources.merged_sets import learnt, own, some
from assay.types import Features, Floats, Ints

Relation = Literal[
    "same", "other name", "narrower", "wider", "other meaning", "only here", "can't be told"
]
#: A class is another's where so many of its items are called so; a part of it from the less on.
MOSTLY, PARTLY = 0.5, 0.1
#: Items a set must be steady about before anything is said of a class.
LEAST = 20
#: Relations under which no item has to be labelled anew.
ALIKE = ("same", "other name", "only here")


@dataclass(frozen=True)
class Definition:
    """How a class of a set stands to those of the set that is held up to it.

    Parameters
    ----------
    name
        Class of the set.
    to
        Classes of the other set.
    relation
        same; other name (for the same); narrower, wider (the class is part of `to`, or holds
        them); other meaning (the same name for something else); only here; can't be told.
    share
        Share of the set's items of the class that a model of the other set calls `to`, or the
        other way round where the class is wider; None where nothing is called so.
    items
        Steady items of the class that was judged by.
    """

    name: str
    to: tuple[str, ...]
    relation: Relation
    share: float | None
    items: int


@dataclass(frozen=True, eq=False)
class Reading:
    """What models of every set call the items of every set.

    Parameters
    ----------
    rows
        Rows of each set that were looked at.
    said
        Their given classes.
    own
        What a model of the set itself calls them, out of fold.
    called
        What model s calls the rows of set t, at [s][t]; for s = t the same as `own`.
    """

    rows: tuple[Ints, ...]
    said: tuple[Ints, ...]
    own: tuple[Ints, ...]
    called: tuple[tuple[Ints, ...], ...]


def read_sets(features: Features, labels: Ints, which: Ints, n_sets: int) -> Reading:
    """Let a model of every set say what it calls the items of every set."""
    rows = tuple(some(which == s, labels) for s in range(n_sets))
    said = tuple(labels[part] for part in rows)
    selves = tuple(own(features, labels, part) for part in rows)
    called = []
    for s in range(n_sets):
        model = learnt(features, labels, rows[s]) if len(set(said[s].tolist())) > 1 else None
        called.append(
            tuple(
                selves[t] if s == t
                else np.full(len(rows[t]), -1) if model is None or not len(rows[t])
                else model.predict(features[rows[t]])
                for t in range(n_sets)
            )
        )  # fmt: skip
    return Reading(rows, said, selves, tuple(called))


def plain(name: str) -> str:
    """Return a name without case, accents, spaces and signs.

    >>> plain("Crème brûlée"), plain("LOG_IN") == plain("log-in")
    ('cremebrulee', True)
    """
    text = unicodedata.normalize("NFKD", name).casefold()
    return re.sub(r"[\W_]+", "", text) or name


def aligned(reading: Reading, t: int, r: int, classes: Sequence[str]) -> list[Definition]:
    """Return how every class of set t stands to those of set r, and which r has alone."""
    there, steady = _crossed(reading, t, r, len(classes))
    back, others = _crossed(reading, r, t, len(classes))
    mine = np.unique(reading.said[t]).tolist()
    theirs = np.unique(reading.said[r]).tolist()
    made = [_one(i, mine, theirs, there, back, steady, others, classes) for i in mine]
    taken = {name for one in made for name in one.to} | {
        classes[j] for i in mine for j in theirs if plain(classes[i]) == plain(classes[j])
    }
    return made + [
        Definition("", (classes[j],), "only here", None, int(others[j]))
        for j in theirs
        if classes[j] not in taken
    ]


def _crossed(reading: Reading, t: int, r: int, k: int) -> tuple[Floats, Ints]:
    """Return what r calls the steady items of each class of t, in shares, and how many they are.

    Steady are items that t's own model, which never saw them, calls as t does.
    """
    kept = reading.own[t] == reading.said[t]
    said, called = reading.said[t][kept], reading.called[r][t][kept]
    counts = np.zeros((k, k))
    np.add.at(counts, (said[called >= 0], called[called >= 0]), 1)
    steady = np.bincount(said, minlength=k)
    return counts / np.maximum(1, steady)[:, None], steady


def _one(
    i: int, mine: Sequence[int], theirs: Sequence[int], there: Floats, back: Floats,
    steady: Ints, others: Ints, classes: Sequence[str],
) -> Definition:  # fmt: skip
    """Return how one class stands to those of the other set."""
    n, name = int(steady[i]), classes[i]
    twin = next((j for j in theirs if j == i), None)
    if twin is None:
        twin = next((j for j in theirs if plain(classes[j]) == plain(name)), None)
    known = [j for j in theirs if others[j] >= LEAST]
    if n < LEAST or not known:
        to = () if twin is None else (classes[twin],)
        return Definition(name, to, "can't be told", None, n)
    top = max(known, key=lambda j: (there[i, j], j == twin))
    held = [j for j in known if back[j, i] >= MOSTLY and there[i, j] >= PARTLY]
    mostly = there[i, top] >= MOSTLY
    # Another class of this set that is a part of the same one: neither is all of it.
    shared = any(there[k, top] >= MOSTLY and back[top, k] >= PARTLY for k in mine if k != i)
    if mostly and len(held) < 2 and back[top, i] >= MOSTLY and not shared:
        relation: Relation = "same" if top == twin else "other name"
        return Definition(name, (classes[top],), relation, float(there[i, top]), n)
    if mostly and len(held) < 2 and back[top, i] >= PARTLY:
        return Definition(name, (classes[top],), "narrower", float(there[i, top]), n)
    if held:
        share = float(back[held, i] @ others[held] / others[held].sum())
        return Definition(name, tuple(classes[j] for j in held), "wider", share, n)
    if twin is None:
        return Definition(name, (), "only here", None, n)
    if twin not in known:
        return Definition(name, (classes[twin],), "can't be told", None, n)
    return Definition(name, (classes[top],), "other meaning", float(there[i, top]), n)


def other_names(found: Sequence[Definition]) -> Iterator[tuple[str, str]]:
    """Yield a class, and what it is called in the other set, where the names alone differ."""
    for one in found:
        if one.relation == "other name" or (one.relation == "same" and one.to[0] != one.name):
            yield one.name, one.to[0]
