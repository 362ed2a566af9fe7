"""What stands of the ledger, as arrays over the items: always made from the ledger alone."""

from collections.abc import Mapping
from threading import Lock

import numpy as np

from assay.ledger import Decision, Ledger
from assay.ledger.decision import VERDICTS
from assay.ledger.standing import agreed
from assay.review.index import Index
from assay.types import Bools, Ints

#: Code of each verdict; 0 is none.
CODES = {verdict: code for code, verdict in enumerate(VERDICTS, start=1)}
SKIP = CODES["skip"]
#: Decisions taken in at a time.
PIECE = 50_000


class State:
    """Who decided what, kept up with the ledger, which other processes may write too.

    Parameters
    ----------
    index
        The items.
    ledger
        Their history.
    """

    def __init__(self, index: Index, ledger: Ledger) -> None:
        n = index.n_items
        self._index, self._ledger, self._lock = index, ledger, Lock()
        #: Number of the last decision that was taken in.
        self.seen = 0
        #: Code of each reviewer's verdict on every item.
        self.verdicts: dict[str, Ints] = {}
        #: How many reviewers decided; who skipped didn't.
        self.reviewers: Ints = np.zeros(n, np.uint8)
        #: Code of the verdict that all agree on, 0 where none or not agreed.
        self.settled: Ints = np.zeros(n, np.int8)
        self.disagreed: Bools = np.zeros(n, bool)
        #: Decided, and the given label is not what it should be.
        self.wrong: Bools = np.zeros(n, bool)
        #: Each reviewer's decision that stands, by row.
        self.standing: dict[int, dict[str, Decision]] = {}
        #: Decisions on items that the data have not.
        self.strange = 0

    def follow(self) -> int:
        """Take in what was decided since, and return the number of the last decision."""
        if self._ledger.sequence == self.seen:
            return self.seen
        with self._lock:
            while new := self._ledger.history(after=self.seen, limit=PIECE):
                items = list(dict.fromkeys(decision.item for _, decision in new))
                for by in {decision.by for _, decision in new}:
                    if by not in self.verdicts:
                        self.verdicts[by] = np.zeros(self._index.n_items, np.int8)
                self._take_in(items, self._ledger.verdicts(items))
                self.seen = new[-1][0]
        return self.seen

    def _take_in(self, items: list[str], verdicts: Mapping[str, Mapping[str, Decision]]) -> None:
        for item in items:
            found = self._index.rows([item])
            if not found.size:
                self.strange += 1
                continue
            self._set(int(found[0]), verdicts.get(item, {}))

    def _set(self, row: int, said: Mapping[str, Decision]) -> None:
        for by in said.keys() - self.verdicts.keys():  # decided while we were reading
            self.verdicts[by] = np.zeros(self._index.n_items, np.int8)
        for by, codes in self.verdicts.items():
            codes[row] = CODES[said[by].verdict] if by in said else 0
        if said:
            self.standing[row] = dict(said)
        else:
            self.standing.pop(row, None)
        spoken = [one for one in said.values() if one.verdict != "skip"]
        one = agreed(spoken)
        self.reviewers[row] = min(len(spoken), 255)
        self.settled[row] = CODES[one.verdict] if one else 0
        self.disagreed[row] = bool(spoken) and one is None
        self.wrong[row] = one is not None and one.verdict != "confirm"

    def of(self, by: str) -> Ints:
        """Return (n,) the codes of one reviewer's verdicts, 0 for none."""
        known = self.verdicts.get(by)
        return np.zeros(self._index.n_items, np.int8) if known is None else known

    @property
    def names(self) -> list[str]:
        """Everybody who decided anything."""
        return sorted(list(self.verdicts))  # noqa: C414 - copied whole, while others may be added
