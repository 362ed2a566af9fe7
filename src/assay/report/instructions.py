"""Labelling instructions by examples: what is typical of a class, and what is nearly another."""

from collections.abc import Sequence
from threading import Lock
from typing import Any

import numpy as np

from assay.errors import DataError, UnknownName
from assay.kernels.explain.exemplars import choose
from assay.kernels.explain.telling_words import by_group, log_odds
from assay.types import Array, Bools, Floats, Ints

WHO = "instructions"
#: Examples of a class; pairs that lie at its edge; words that tell it.
MOST, PAIRS, WORDS = 3, 3, 8
#: Candidates for examples; items of the class and others that these are tried on.
CANDIDATES, OWN, OTHERS = 60, 300, 1200
#: Items of a class that are as sure as this may be shown, if there are any.
SURE = 0.5
#: Texts and words that are counted, texts a word must stand in, standard errors it must lead by.
TEXTS, VOCABULARY, FEWEST, LEAST = 20_000, 20_000, 3, 2.0


class Guide:
    """Instructions for annotators, made of the data themselves.

    Examples of a class are chosen greedily: each next one raises most the average precision at
    which the class is found by who looks for the most similar example (after labeling instruction
    generation, chang2023). Items count by how sure their class is, never by the label they were
    given, so that a mistake isn't shown as typical. Pairs at the edge are the nearest items of
    two classes of which both are sure.

    Assumes: what is near in the features looks alike to a person.

    Figures: digits, unseen half, mean average precision by the nearest example: .947 with at most
    three a class, .911 with three medoids, .821 with three by chance; a fifth of the labels wrong:
    .939, .918 and .823, and .909 where the examples are chosen by the labels themselves
    (`assay bench instructions`). The paper's own figures are of pictures with words in other data.

    Cost: of a class, distances of 60 candidates to 1,500 items, and sorting them three times.

    Parameters
    ----------
    features
        (n, d) numbers.
    believed
        (n,) index of the class that is most likely right, -1 for none.
    sure
        (n,) probability that it is.
    classes
        Names of the K classes.
    texts
        (n,) of str, for words that tell a class; None where items are no texts.
    most
        Examples of a class.
    seed
        Decides which items the examples are tried on.

    References
    ----------
    chang2023

    Examples
    --------
    >>> line = np.r_[np.linspace(0, 1, 20), np.linspace(3, 4, 20)][:, None]
    >>> guide = Guide(line, np.repeat([0, 1], 20), np.ones(40), ["low", "high"])
    >>> [one["row"] for one in guide.of("low")["edge"]][0]
    19
    """

    def __init__(
        self, features: Array, believed: Ints, sure: Floats, classes: Sequence[str],
        texts: Array | None = None, *, most: int = MOST, seed: int = 0,
    ) -> None:  # fmt: skip
        self.features, self.classes = features, tuple(map(str, classes))
        self.believed, self.sure = np.asarray(believed), np.asarray(sure, np.float64)
        n = len(self.believed)
        if features.shape[0] != n or self.sure.shape != (n,):
            rule = "features, believed and sure must have one row an item"
            got = f"{features.shape[0]}, {n} and {self.sure.shape[0]}"
            raise DataError(WHO, rule, got=got)
        self.texts, self.most, self.seed = texts, most, seed
        self.counts = np.bincount(self.believed[self.believed >= 0], minlength=len(self.classes))
        self._order = np.argsort(self.believed, kind="stable")
        self._starts = np.searchsorted(self.believed[self._order], np.arange(len(self.classes) + 1))
        self._words: list[list[str]] | None = None
        self._known: dict[int, dict[str, Any]] = {}
        self._lock = Lock()

    def of(self, name: str) -> dict[str, Any]:
        """Return what shows one class.

        `name`, `n` and `share`; `typical`, rows with the average `precision` they reach together
        with those before; `edge`, the nearest items of other classes: `row` of this class, `class`
        and `other` row, and their `distance`; `words`, those that tell it.
        """
        if name not in self.classes:
            raise UnknownName.of("class", name, self.classes, WHO)
        k = self.classes.index(name)
        with self._lock:
            if k not in self._known:
                self._known[k] = self._made(k)
            return self._known[k]

    def all(self) -> dict[str, Any]:
        """Return the instructions: `classes` as `of` gives them, and their mean `precision`."""
        made = [self.of(name) for name in self.classes]
        reached = [one["typical"][-1]["precision"] for one in made if one["typical"]]
        mean = float(np.mean(reached)) if reached else None
        return {"classes": made, "n": int(self.counts.sum()), "precision": mean}

    def _made(self, k: int) -> dict[str, Any]:
        members = self._members(k)
        total = max(1, int(self.counts.sum()))
        made: dict[str, Any] = {
            "name": self.classes[k], "n": len(members), "share": len(members) / total,
            "typical": [], "edge": [], "words": [],
        }  # fmt: skip
        if not len(members):
            return made
        random = np.random.default_rng([self.seed, k])
        others = np.flatnonzero((self.believed >= 0) & (self.believed != k))
        others = np.sort(drawn(others, OTHERS, random))
        shown = self._to_show(members)
        made["typical"] = self._typical(k, members, shown, others, random)
        made["edge"] = self._edge(drawn(shown, OWN, random), others)
        made["words"] = self._telling()[k]
        return made

    def _members(self, k: int) -> Ints:
        return np.sort(self._order[self._starts[k] : self._starts[k + 1]])

    def _to_show(self, members: Ints) -> Ints:
        """Return the surer half of a class, of those surer than not."""
        sure = self.sure[members]
        bound = np.median(sure)
        kept = members[(sure >= bound) & (sure > SURE)]
        return kept if len(kept) else members[sure == sure.max()]

    def _typical(
        self, k: int, members: Ints, shown: Ints, others: Ints, random: np.random.Generator
    ) -> list[dict[str, Any]]:
        own = drawn(members, OWN, random)
        middle = self._rows(own).mean(axis=0, keepdims=True)
        pool = np.sort(drawn(shown, 10 * CANDIDATES, random))
        central = pool[np.argsort(apart(middle, self._rows(pool))[0], kind="stable")]
        tried = np.unique(np.r_[central[: CANDIDATES // 3], drawn(pool, CANDIDATES, random)])
        items = np.unique(np.r_[own, tried, others])
        relevant = np.where(self.believed[items] == k, self.sure[items], 0)
        distance = apart(self._rows(tried), self._rows(items))
        chosen, reached = choose(distance, relevant, np.searchsorted(items, tried), self.most)
        return [
            {"row": int(tried[at]), "precision": value}
            for at, value in zip(chosen, reached, strict=True)
        ]

    def _edge(self, shown: Ints, others: Ints) -> list[dict[str, Any]]:
        """Return the nearest pairs with other classes, of each other class the nearest."""
        others = others[self.sure[others] > SURE]
        if not len(others) or not len(shown):
            return []
        distance = apart(self._rows(shown), self._rows(others))
        found: list[dict[str, Any]] = []
        used: set[int] = set()
        for flat in np.argsort(distance, axis=None, kind="stable"):
            here, there = divmod(int(flat), len(others))
            which = int(self.believed[others[there]])
            if which not in used:
                used.add(which)
                found.append({
                    "row": int(shown[here]), "class": self.classes[which],
                    "other": int(others[there]), "distance": float(distance[here, there]),
                })  # fmt: skip
            if len(found) == PAIRS:
                break
        return found

    def _rows(self, items: Ints) -> Floats:
        rows: Any = self.features[items]
        return np.asarray(rows.toarray() if hasattr(rows, "tocsr") else rows, np.float64)

    def _telling(self) -> list[list[str]]:
        if self._words is None:
            self._words = [[] for _ in self.classes]
            if self.texts is not None:
                self._words = self._counted(self.texts)
        return self._words

    def _counted(self, texts: Array) -> list[list[str]]:
        from sklearn.feature_extraction.text import CountVectorizer

        rows = np.flatnonzero(self.believed >= 0)
        rows = np.sort(drawn(rows, TEXTS, np.random.default_rng(self.seed)))
        fewest = min(FEWEST, len(rows))
        counter = CountVectorizer(min_df=fewest, max_features=VOCABULARY, binary=True)
        try:
            words = counter.fit_transform([str(texts[i]) for i in rows])
        except ValueError:  # no word stands in so many texts
            return [[] for _ in self.classes]
        names = counter.get_feature_names_out()
        k = len(self.classes)
        told = log_odds(by_group(words, self.believed[rows], self.sure[rows], k))
        best = np.argsort(-told, axis=1, kind="stable")[:, :WORDS]
        return [[str(names[w]) for w in row if told[k, w] > LEAST] for k, row in enumerate(best)]


def drawn(rows: Ints, most: int, random: np.random.Generator) -> Ints:
    """Return at most so many of the rows, by chance."""
    return rows if len(rows) <= most else np.asarray(random.choice(rows, most, replace=False))


def apart(left: Floats, right: Floats) -> Floats:
    """Return (m, n) Euclidean distances."""
    square = (left**2).sum(axis=1)[:, None] + (right**2).sum(axis=1) - 2 * left @ right.T
    return np.asarray(np.sqrt(np.maximum(square, 0)))


def belief(
    labels: Ints, suggested: Ints, p_wrong: Floats, decided: Ints | None = None
) -> tuple[Ints, Floats]:
    """Return (n,) the class that is most likely right, -1 for none, and how likely it is.

    Parameters
    ----------
    labels, suggested
        (n,) class indices, -1 for none.
    p_wrong
        (n,) probability that the label is wrong.
    decided
        (n,) class that a person decided on; -1 for none, -2 where no one class is right.

    Examples
    --------
    >>> belief(np.array([0, 0, -1]), np.array([1, 0, 1]), np.array([0.9, 0.1, 0]))[0].tolist()
    [1, 0, 1]
    """
    moved: Bools = (labels < 0) | ((p_wrong > SURE) & (suggested >= 0) & (suggested != labels))
    found = np.where(moved, suggested, labels)
    unlabelled = labels < 0
    sure = np.where(moved & ~unlabelled, p_wrong, 1 - p_wrong)
    sure = np.where(unlabelled, SURE, np.nan_to_num(sure, nan=SURE))
    if decided is not None:
        found = np.where(decided == -1, found, np.maximum(decided, -1))
        sure = np.where(decided >= 0, 1.0, sure)
    return np.asarray(found), np.asarray(sure, np.float64)
