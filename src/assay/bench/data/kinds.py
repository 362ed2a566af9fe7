"""Votes of many sources on truths that are no plain classes, real and drawn."""

from dataclasses import replace
from pathlib import Path

import numpy as np
from scipy.sparse import csr_array

from assay.bench.data.stored import folder_of, rows
from assay.bench.problem import Problem
from assay.evidence import Evidence, number, ordered
from assay.types import Bools, Floats, Ints


def stored_numbers(seed: int, root: Path | None, name: str) -> Problem:
    """Return the numbers of a crowd set, `votes.csv.gz` with `truth.csv.gz` beside it."""
    del seed
    folder = folder_of(root, name)
    item, source, said = rows(folder / "votes.csv.gz")
    place, value = rows(folder / "truth.csv.gz")
    truth = np.full(int(max(item.max(), place.max())) + 1, np.nan)
    truth[place.astype(int)] = value
    evidence = Evidence.numbers(
        said, item=item.astype(int), source=source.astype(int), n_items=len(truth)
    )
    return Problem({"evidence": evidence}, {"numbers": truth})


def stored_ordered(seed: int, root: Path | None, name: str, classes: int) -> Problem:
    """Return the votes of a crowd set on its first classes, which have an order."""
    del seed
    folder = folder_of(root, name)
    item, source, said = (column.astype(int) for column in rows(folder / "votes.csv.gz"))
    place, value = (column.astype(int) for column in rows(folder / "truth.csv.gz"))
    truth = np.full(max(item.max(), place.max()) + 1, -1)
    truth[place] = np.where(value < classes, value, -1)
    kept = said < classes
    made = in_order(item[kept], source[kept], said[kept], classes, len(truth))
    return Problem({"evidence": made}, {"labels": truth})


def stored_ratings(seed: int, root: Path | None, name: str, shown: int = 5) -> Problem:
    """Return the first ratings -4..4 of each text, to be compared with the median of the others.

    Who rated is not known: the first rating of each text counts as one source, and so on.
    """
    del seed
    with np.load(folder_of(root, name) / "ratings.npz") as data:
        ratings, edges = data["ratings"].astype(int) + 4, data["offsets"]
    many = np.flatnonzero(np.diff(edges) >= shown + 7)
    rest = [np.median(ratings[edges[i] + shown : edges[i + 1]]) for i in many]
    said = ratings[(edges[many][:, None] + np.arange(shown)).ravel()]
    item, source = np.repeat(np.arange(len(many)), shown), np.tile(np.arange(shown), len(many))
    truth = np.floor(np.array(rest) + 0.5).astype(int)
    return Problem({"evidence": in_order(item, source, said, 9, len(many))}, {"labels": truth})


def in_order(item: Ints, source: Ints, said: Ints, k: int, items: int) -> Evidence:
    """Return votes on classes that have an order."""
    names = tuple(map(str, range(k)))
    return replace(Evidence.votes(item, source, said, names, n_items=items), truth=ordered(names))


def voted_tags(
    seed: int, root: Path | None, name: str, sources: int = 40, per_item: int = 5, items: int = 600
) -> Problem:
    """Return votes on the tags of real items by drawn sources, whose rates hang on source and tag.

    Parameters
    ----------
    seed
        Decides sources and votes.
    root
        Folder of the real sets.
    name
        Set with tags.
    sources, per_item, items
        How many sources, votes an item, and items from the start.
    """
    random = np.random.default_rng(seed)
    with np.load(folder_of(root, name) / "data.npz") as data:
        parts = data["Y_data"], data["Y_indices"], data["Y_indptr"]
        truth: Bools = csr_array(parts, shape=tuple(data["Y_shape"])).toarray()[:items] > 0
    n, k = truth.shape
    hit, deny = (rates(random, sources, k, middle) for middle in (0.4, 1.8))
    item, source = asked(random, n, sources, per_item)
    said = random.random((len(item), k)) < np.where(truth[item], hit[source], 1 - deny[source])
    names = tuple(map(str, range(k)))
    evidence = Evidence.tags(said, names, item=item, source=source, n_items=n)
    return Problem({"evidence": evidence}, {"tags": truth})


def rates(random: np.random.Generator, sources: int, tags: int, middle: float) -> Floats:
    """Return (S, K) chances whose log-odds are drawn for source, tag and both."""
    odds = np.full((sources, tags), middle)
    for spread, size in ((1.0, (sources, 1)), (0.7, (1, tags)), (0.5, (sources, tags))):
        odds = odds + spread * random.normal(size=size)
    return np.asarray(1 / (1 + np.exp(-odds)))


def asked(random: np.random.Generator, items: int, sources: int, per: int) -> tuple[Ints, Ints]:
    """Return items and sources of votes, every item by `per` sources that differ."""
    source = random.permuted(np.tile(np.arange(sources), (items, 1)), axis=1)[:, :per]
    return np.repeat(np.arange(items), per), source.ravel()


def duels(
    seed: int, things: int = 20, pairs: int = 150, per_pair: int = 5, sources: int = 30,
    careless: float = 0.3,
) -> Problem:  # fmt: skip
    """Return votes on which of two is better, by sources of whom some click at random.

    Parameters
    ----------
    seed
        Decides everything that is drawn.
    things, pairs, per_pair, sources
        How many there are.
    careless
        Share of the sources that click at random; the others slip once in twenty.
    """
    random = np.random.default_rng(seed)
    strength = 1.5 * random.normal(size=things)
    sides = np.array([random.permutation(things)[:2] for _ in range(pairs)])
    follows = np.where(random.random(sources) < careless, 0.5, 0.95)
    item, source = asked(random, pairs, sources, per_pair)
    apart = strength[sides[:, 0]] - strength[sides[:, 1]]
    first = random.random(len(item)) < 1 / (1 + np.exp(-apart[item]))
    first ^= random.random(len(item)) > follows[source]
    evidence = Evidence.votes(item, source, np.where(first, 0, 1), ("first", "second"))
    truth = {"labels": (apart < 0).astype(int), "strength": strength}
    return Problem({"evidence": evidence, "sides": sides}, truth)


def amounts(
    seed: int, prompts: int = 200, per_prompt: int = 3, sources: int = 30, noise: float = 0.0
) -> Problem:
    """Return by how much a model beats another: by a hair on most prompts, beaten by a lot on some.

    Parameters
    ----------
    seed
        Decides everything that is drawn.
    prompts, per_prompt, sources
        How many there are; every source has a scale of its own.
    noise
        Standard deviation of what is added to each amount; the mean difference is .34.
    """
    random = np.random.default_rng(seed)
    better = np.where(random.random(prompts) < 0.6, 0.1, -1.0)
    item, source = asked(random, prompts, sources, per_prompt)
    scale = np.exp(random.normal(size=sources))[source]
    said = scale * (better[item] + noise * random.normal(size=len(item)))
    sides = np.tile([0, 1], (prompts, 1))
    evidence = Evidence.numbers(said, number(), item=item, source=source, n_items=prompts)
    return Problem({"evidence": evidence, "sides": sides}, {"strength": np.array([-0.34, 0.0])})
