"""Words that tell the texts of a class from the others."""

from itertools import pairwise
from typing import Any

import numpy as np

from assay.review.index import Index
from assay.types import Floats, Ints

#: Texts of a class that are read, words that are told, texts a word must stand in.
TEXTS, WORDS, FEWEST = 2000, 12, 3
#: Letters of a text that are read.
LETTERS = 2000


class Sayings:
    """Words of some texts of every class; they are counted once.

    Parameters
    ----------
    index
        The items, which must be texts that have one class each for there to be words.
    """

    def __init__(self, index: Index) -> None:
        self._counted: Any = None
        if index.facts["kind"] != "texts" or index.truth not in ("one_of", "ordered"):
            return
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
            self._counted = counter.fit_transform(texts).tocsr()
        except ValueError:  # no word stands in three texts
            return
        self._names, self._labels = counter.get_feature_names_out(), given[rows]
        self._every = np.asarray(self._counted.sum(axis=0)).ravel()

    def of(self, k: int) -> list[str]:
        """Return the words that stand in more texts of a class than of others, surest first.

        A word is told by how sure one can be that its share is higher: the lower end of the log
        odds ratio, with half a text added to each count.
        """
        if self._counted is None:
            return []
        mine = self._labels == k
        here = np.asarray(self._counted[mine].sum(axis=0)).ravel()
        n, others, there = int(mine.sum()), int((~mine).sum()), self._every - here
        odds = _log_odds(here, n) - _log_odds(there, others)
        error = np.sqrt(sum(1 / (c + 0.5) for c in (here, n - here, there, others - there)))
        low = np.where(here >= FEWEST, odds - 1.96 * error, -np.inf)
        best = np.argsort(-low, kind="stable")[:WORDS]
        return [str(self._names[w]) for w in best if low[w] > 0]


def _log_odds(texts: Ints, of: int) -> Floats:
    return np.asarray(np.log((texts + 0.5) / (of - texts + 0.5)))


def _some(given: Ints, classes: int) -> Ints:
    most = max(20, min(TEXTS, 20_000 // max(1, classes)))
    order = np.argsort(given, kind="stable")
    ends = np.searchsorted(given[order], np.arange(classes + 1))
    rows = [order[a:b][:: max(1, (b - a) // most)][:most] for a, b in pairwise(ends.tolist())]
    return np.concatenate(rows)
