"""Which items are meant: by class, finding, cluster, words, and by what was decided."""

from collections import OrderedDict
from collections.abc import Mapping
from threading import Lock
from typing import Any

import msgspec
import numpy as np

from assay.errors import SettingError, UnknownName
from assay.review.index import Index
from assay.review.state import CODES, State
from assay.review.strings import folded
from assay.types import Bools

WHO = "review"
#: What items can be chosen by.
NAMES = (
    "class", "suggested", "split", "finding", "cluster", "text", "state", "verdict", "reviewer",
    "source", "keys",
)  # fmt: skip
STATES = ("open", "decided", "double", "disagreed")
#: Masks that are kept, since pages of one choice are asked for one after the other.
KEPT = 16


class Filters:
    """Turns a choice into a mask over the items.

    Parameters
    ----------
    index, state
        The items, and what was decided of them.
    double
        Share of the items that two reviewers look at.
    """

    def __init__(self, index: Index, state: State, double: float) -> None:
        self._index, self._state = index, state
        self._masks: OrderedDict[bytes, Bools] = OrderedDict()
        self._lock = Lock()
        #: (n,) which items two reviewers look at.
        self.shared: Bools = np.asarray(index.arrays["lot"] < round(double * 2**32))

    def mask(self, where: Mapping[str, Any], by: str = "") -> Bools:
        """Return (n,) which items are meant, also by what was decided of them."""
        chosen = self.still(where)
        if where.get("state"):
            chosen = chosen & self.in_state(str(where["state"]), by)
        if where.get("verdict"):
            chosen = chosen & self._verdict(str(where["verdict"]), where.get("reviewer"))
        elif where.get("reviewer"):
            chosen = chosen & (self._state.of(str(where["reviewer"])) > 0)
        return chosen

    def still(self, where: Mapping[str, Any]) -> Bools:
        """Return (n,) which items are meant by what does not change."""
        strange = [name for name in where if name not in NAMES]
        if strange:
            raise UnknownName.of("filter", strange[0], NAMES, WHO)
        kept = {n: where[n] for n in NAMES if n in where and where[n] not in (None, [])}
        kept = {n: v for n, v in kept.items() if n not in ("state", "verdict", "reviewer")}
        name = msgspec.json.encode(kept, order="sorted")
        with self._lock:
            if name in self._masks:
                self._masks.move_to_end(name)
                return self._masks[name]
        made = self._make(kept)
        made.setflags(write=False)
        with self._lock:
            self._masks[name] = made
            while len(self._masks) > KEPT:
                self._masks.popitem(last=False)
        return made

    def _make(self, where: Mapping[str, Any]) -> Bools:
        index, mask = self._index, np.ones(self._index.n_items, bool)
        for name, array in (("class", "given"), ("suggested", "suggested")):
            if name in where:
                mask &= index.having(array, str(where[name]))
        if "split" in where:
            splits = index.facts["splits"]
            if where["split"] not in splits:
                raise UnknownName.of("split", str(where["split"]), splits, WHO)
            mask &= index.arrays["split"] == splits.index(where["split"])
        if "finding" in where:
            mask &= index.finding(str(where["finding"]))
        if "source" in where:
            mask &= index.heard(str(where["source"]))
        if "cluster" in where:
            mask &= self._cluster(where["cluster"])
        if "keys" in where:
            chosen = np.zeros(index.n_items, bool)
            chosen[index.rows([str(key) for key in where["keys"]])] = True
            mask &= chosen
        for words in terms(str(where.get("text", ""))):
            mask &= index.texts["words"].holding(words)
        return mask

    def _cluster(self, cluster: Any) -> Bools:
        many = self._index.facts["clusters"]
        if not str(cluster).isdigit() or int(cluster) >= many:
            rule = f"cluster must be a whole number from 0 to {many - 1}"
            raise SettingError(WHO, rule if many else "there are no clusters", got=repr(cluster))
        return np.asarray(self._index.arrays["cluster"] == int(cluster))

    def in_state(self, name: str, by: str = "") -> Bools:
        """Return (n,) which items are open, decided, for a second look or disagreed on."""
        state = self._state
        match name:
            case "open":
                return np.asarray(state.reviewers == 0)
            case "decided":
                return np.asarray(state.reviewers > 0)
            case "double":
                return np.asarray(self.shared & (state.reviewers == 1) & (state.of(by) == 0))
            case "disagreed":
                return state.disagreed
        raise UnknownName.of("state", name, STATES, WHO)

    def _verdict(self, verdict: str, reviewer: Any) -> Bools:
        if verdict not in CODES:
            raise UnknownName.of("verdict", verdict, CODES, WHO)
        code = CODES[verdict]
        if reviewer:
            return np.asarray(self._state.of(str(reviewer)) == code)
        said = np.zeros(self._index.n_items, bool)
        for codes in list(self._state.verdicts.values()):
            said |= codes == code
        return said


def terms(text: str) -> list[str]:
    """Return what is sought: words that must all be there, "some words" as they are.

    >>> terms('Red "Green Apple"')
    ['green apple', 'red']
    """
    pieces = text.split('"')
    exact = [folded(piece).decode() for piece in pieces[1::2]]
    loose = [folded(word).decode() for piece in pieces[::2] for word in piece.split()]
    return [term for term in exact + loose if term]
