"""How often each word stands in each text, weighed by how rare it is."""

import numpy as np
from scipy.sparse import csr_array

from assay.types import Bools, Ints, Objects

#: Characters of a text that are looked at.
LONGEST = 100_000
#: Most words and pairs of words that are kept: those in most texts.
WIDEST = 65_536
#: Words and pairs are hashed into so many buckets before the rare ones are dropped.
BUCKETS = 1 << 22
#: From so many texts on a word must stand in two.
MANY = 300
#: Scripts written without spaces: Thai to Burmese, Khmer, kana, Chinese. A sign is a word there.
UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
)
#: Signs that belong to the letter before them and are no letters to Python.
MARKS = "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0963\u0966-\u0dff"
WORD = rf"[{UNSPACED}]|(?:[^\W{UNSPACED}]|[{MARKS}])+"


def words(texts: Objects, taught: Bools | None = None) -> csr_array:
    """Return the TF-IDF weights of words and pairs of words, (n, V) float32, rows of length one.

    Texts of hardly a word each (names, codes) are told by pieces of two to four characters
    instead. In scripts without spaces each sign counts as a word.

    Parameters
    ----------
    texts
        (n,) of str; a text without words gives a row of zeros. Only its first 100,000
        characters are read.
    taught
        (n,) texts that words are counted in; words that stand in none of them are left out of the
        others. By default all.

    Examples
    --------
    >>> made = words(np.array(["red apple", "green apple", ""], object))
    >>> made.shape, made.has_sorted_indices
    ((3, 5), True)
    """
    from sklearn.feature_extraction.text import HashingVectorizer

    short = [str(text)[:LONGEST] for text in texts]
    rows = np.ones(len(short), bool) if taught is None else taught
    pieces = _hardly_a_word([short[row] for row in np.flatnonzero(rows)])
    counter = HashingVectorizer(
        analyzer="char_wb" if pieces else "word",
        token_pattern=WORD,
        ngram_range=(2, 4) if pieces else (1, 2),
        n_features=BUCKETS,
        alternate_sign=False,
        norm=None,
        dtype=np.float32,
    )
    return weighed(csr_array(counter.transform(short)), rows)


def weighed(counts: csr_array, taught: Bools | None = None) -> csr_array:
    """Return (n, V) TF-IDF weights of (n, buckets) counts, rows of length one.

    The V buckets that stand in most texts are kept, of those that are `taught`.

    A word that stands c times in a text weighs 1 + log c there, times 1 + log of how rare
    it is (smoothed as if one more text had every word).
    """
    seen = counts if taught is None or taught.all() else counts[np.flatnonzero(taught)]
    n = seen.shape[0]
    spread = np.bincount(seen.indices, minlength=counts.shape[1])
    kept = _kept(spread, 2 if n >= MANY else 1)
    place = np.full(counts.shape[1], -1, np.int32)
    place[kept] = np.arange(len(kept), dtype=np.int32)
    rarity = (1 + np.log((1 + n) / (1 + spread[kept]))).astype(np.float32)
    column = place[counts.indices]
    held = column >= 0
    before = np.concatenate([[0], np.cumsum(held)])
    column, data = column[held], 1 + np.log(counts.data[held])
    data *= rarity[column]
    made = csr_array(
        (data, column, before[counts.indptr]), shape=(counts.shape[0], max(1, len(kept)))
    )
    made.sort_indices()
    length = np.sqrt(made.multiply(made).sum(axis=1))
    made.data /= np.repeat(length, np.diff(made.indptr)).astype(np.float32)
    return made


def _kept(spread: Ints, fewest: int) -> Ints:
    """Return the buckets to keep, ties at the edge by index."""
    kept = np.flatnonzero(spread >= fewest)
    if len(kept) > WIDEST:
        kept = np.sort(kept[np.argsort(-spread[kept], kind="stable")[:WIDEST]])
    return kept


def _hardly_a_word(texts: list[str]) -> bool:
    import re

    found = re.compile(WORD).findall
    sample = [text for text in texts[:: max(1, len(texts) // 500)] if text]
    return bool(sample) and float(np.median([len(found(text[:1000])) for text in sample])) < 2
