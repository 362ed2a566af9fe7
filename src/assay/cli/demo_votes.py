"""`assay demo votes`: ratings of people, with two useless raters planted among them."""

import ast
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from assay.errors import ExtraError, ReadError

if TYPE_CHECKING:
    from assay.dataset import Dataset
    from assay.types import Ints

NAME = "votes-demo"
WHO = "demo"
PACKAGE, FILE = "vaderSentiment", "vader_lexicon.txt"
CLASSES = ("negative", "neutral", "positive")
#: Planted: one who clicks at random, and one who copies the third rater but for a tenth.
COPIED, SLIPS = 2, 0.1


def words_and_ratings() -> "tuple[list[str], Ints]":
    """Return the n words that people rated, and their ratings (n, 10) from -4 to 4."""
    import numpy as np

    place = find_spec(PACKAGE)
    if place is None or not place.submodule_search_locations:
        raise ExtraError.of(WHO, PACKAGE, "demo")
    path = Path(place.submodule_search_locations[0]) / FILE
    try:
        lines = path.read_text("utf-8").splitlines()
        rows = [line.split("\t") for line in lines if line.strip()]
        words = [row[0] for row in rows]
        ratings = np.array([ast.literal_eval(row[3]) for row in rows], np.int64)
    except (OSError, ValueError, IndexError, SyntaxError) as error:
        rule = f"{FILE} of {PACKAGE} must hold a word and its ratings a line"
        fix = f"Install it again: pip install --force-reinstall {PACKAGE}."
        raise ReadError(WHO, rule, got=str(error), where=str(path), fix=fix) from None
    return words, ratings


def ratings_data(seed: int) -> "Dataset":
    """Return who called which word negative, neutral or positive.

    The file says what ten people said of each word, not which ten: rater 1 of one word need not
    be rater 1 of the next.
    """
    import numpy as np

    from assay.dataset import Dataset
    from assay.evidence import Evidence

    words, ratings = words_and_ratings()
    random = np.random.default_rng(seed)
    said = np.sign(ratings) + 1
    clicks = random.integers(0, len(CLASSES), len(said))
    slips = random.random(len(said)) < SLIPS
    copies = np.where(slips, random.integers(0, len(CLASSES), len(said)), said[:, COPIED])
    votes = np.column_stack([said, clicks, copies])
    names = [f"rater {s + 1}" for s in range(said.shape[1])]
    names += ["planted: clicks at random", f"planted: copies rater {COPIED + 1}"]
    n, s = votes.shape
    evidence = Evidence.votes(
        np.repeat(np.arange(n), s), np.tile(names, n), votes.ravel(), CLASSES, n_items=n
    )
    return Dataset(
        evidence,
        ids=np.array(once_each(words), object),
        texts=np.array(words, object),
        name=NAME,
        origin={"demo": NAME},
    )


def once_each(words: list[str]) -> list[str]:
    """Return the words, each that repeats with its number.

    >>> once_each(["lol", "ok", "lol"])
    ['lol', 'ok', 'lol (2)']
    """
    seen: dict[str, int] = {}
    named = []
    for word in words:
        seen[word] = seen.get(word, 0) + 1
        named.append(word if seen[word] == 1 else f"{word} ({seen[word]})")
    return named
