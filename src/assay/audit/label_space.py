"""Classes that are one class under two names."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

import numpy as np

from assay.method import Auditor
from assay.results import Finding
from assay.types import Fraction, Ints

#: Above this many classes only names that are equal but for form are looked for.
PAIRS = 300


@dataclass(frozen=True)
class LabelSpace(Auditor, reads={"labels"}, truth={"one_of", "any_of", "ordered"}):
    """Find class names that look like the same class written twice.

    Equation
    --------
    ratio = 2 * letters in matching runs / letters of both names, without case, accents and signs
    told where names are equal, one is the plural of the other, or ratio >= alike: six letters
         or more, same digits and first letter, and more to tell them apart than the last one

    Parameters
    ----------
    alike
        Share of letters in common from which on two names of six letters or more are alike.

    Notes
    -----
    Assumes that names mean what they say; names with different digits are never alike.

    Cost: quadratic in classes up to 300, linear above.
    """

    alike: Fraction = 0.9
    codes = {
        "similar-class-names": (
            "Two classes have the same name but for case, spaces, accents, a plural or a slip of "
            "the pen.",
            "It is one class in two halves: each is learnt from half of its items, and each half "
            "counts the other as wrong.",
            "Rename one to the other, and close the list of classes in the labelling tool.",
        )
    }

    def audit(self, classes: Sequence[str], labels: Ints | None = None) -> tuple[Finding, ...]:
        """Compare names, pair by pair."""
        count = np.zeros(len(classes), np.int64)
        if labels is not None:
            count = np.bincount(labels[labels >= 0], minlength=len(classes))
        plain = [_plain(name) for name in classes]
        pairs = (
            [
                (i, j)
                for i in range(len(classes))
                for j in range(i + 1, len(classes))
                if plain[i]
                and _same(plain[i], plain[j], self.alike if len(classes) <= PAIRS else 2.0)
            ]
            if len(classes) <= PAIRS
            else _equal(plain)
        )
        return tuple(
            self._finding(classes[i], classes[j], int(count[i]), int(count[j])) for i, j in pairs
        )

    def _finding(self, one: str, other: str, first: int, second: int) -> Finding:
        small, large = (one, other) if first < second else (other, one)
        return Finding(
            "similar-class-names", "warning",
            f"`{one}` ({first:,} items) and `{other}` ({second:,}) look like one class.",
            f"Rename `{small}` to `{large}` if they mean the same.",
            "class", small, value=float(min(first, second)),
        )  # fmt: skip


def _plain(name: str) -> str:
    text = unicodedata.normalize("NFKD", name).casefold()
    return re.sub(r"[\W_]+", "", "".join(c for c in text if not unicodedata.combining(c)))


def _equal(plain: list[str]) -> list[tuple[int, int]]:
    first: dict[str, int] = {}
    pairs = []
    for at, name in enumerate(plain):
        if name and name in first:
            pairs.append((first[name], at))
        first.setdefault(name, at)
    return pairs


def _same(one: str, other: str, alike: float) -> bool:
    if one == other:
        return True
    if re.findall(r"\d+", one) != re.findall(r"\d+", other) or min(len(one), len(other)) < 3:
        return False
    if one + "s" == other or other + "s" == one or one + "es" == other or other + "es" == one:
        return True
    if min(len(one), len(other)) < 6 or one[0] != other[0]:
        return False
    negated = ("un", "non", "not", "no", "in", "dis")
    if any(one == p + other or other == p + one for p in negated):
        return False
    if one[:-1] == other[:-1]:
        return False  # hepatitis a, hepatitis b: the last letter tells a series apart
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= alike
