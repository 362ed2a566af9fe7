"""Words that tell the texts of a class from the others."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from assay.review.index import Index
from assay.types import Ints

#: Texts of a class that are read, words that are told, texts a word must stand in.
TEXTS, WORDS, FEWEST = 2000, 12, 3
#: Letters of a text that are read.
LETTERS = 2000


def words_of(index: Index) -> list[list[str]]:
    """Return of each class the words that stand in more of its texts than in others'.

    A word is told by how sure one can be that its share is higher: the lower end of the log odds
    ratio, with half a text added to each count.
    """
    none: list[list[str]] = [[] for _ in index.classes]
    if index.facts["kind"] != "texts" or index.truth not in ("one_of", "ordered"):
        return none
    from sklearn.feature_extraction.text import CountVectorizer

    from assay.parts.words import WORD

    given = np.asarray(index.arrays["given"])
    rows = _some(given, len(index.classes))
    texts = [index.content(row, LETTERS).get("text", "") for row in rows.tolist()]
    counter = CountVectorizer(
        binary=True, min_df=min(FEWEST, len(texts)), max_features=20_000,
        token_pattern=WORD, dtype=np.int32,
    )  # fmt: skip
    try:
        counted = counter.fit_transform(texts).tocsr()
    except ValueError:  # no word stands in three texts
        return none
    names, labels = counter.get_feature_names_out(), given[rows]
    every = np.asarray(counted.sum(axis=0)).ravel()
    return [
        _told(counted, labels == k, every, names) if (labels == k).any() else []
        for k in range(len(index.classes))
    ]


def _some(given: Ints, classes: int) -> Ints:
    most = max(20, min(TEXTS, 20_000 // max(1, classes)))
    order = np.argsort(given, kind="stable")
    ends = np.searchsorted(given[order], np.arange(classes + 1))
    rows = [order[a:b][:: max(1, (b - a) // most)][:most] for a, b in pairwise(ends.tolist())]
    return np.concatenate(rows)


def _told(counted: object, mine: Ints, every: Ints, names: Sequence[str]) -> list[str]:
    here = np.asarray(counted[mine].sum(axis=0)).ravel()  # type: ignore[index]
    n, others = int(mine.sum()), int((~mine).sum())
    there = every - here
    odds = np.log((here + 0.5) / (n - here + 0.5)) - np.log((there + 0.5) / (others - there + 0.5))
    error = np.sqrt(sum(1 / (c + 0.5) for c in (here, n - here, there, others - there)))
    low = np.where(here >= FEWEST, odds - 1.96 * error, -np.inf)
    best = np.argsort(-low, kind="stable")[:WORDS]
    return [str(names[w]) for w in best if low[w] > 0]
