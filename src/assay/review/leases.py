"""Who is on what: items that were shown to somebody are theirs for ten minutes."""

import time
from collections.abc import Callable, Iterable
from threading import Lock

import numpy as np

from assay.types import Bools, Ints

#: Seconds that an item is held for a reviewer.
HELD = 600.0


class Leases:
    """Items that reviewers hold; kept in memory only, since losing them costs nothing.

    Parameters
    ----------
    clock
        Returns seconds.

    Examples
    --------
    >>> leases = Leases()
    >>> leases.take("ada", np.array([1, 2]))
    >>> leases.of_others("ben", 4).tolist(), leases.present()
    ([False, True, True, False], {'ada': 2})
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock = clock, Lock()
        self._held: dict[str, dict[int, float]] = {}

    def take(self, by: str, rows: Ints, *, anew: bool = False) -> None:
        """Hold items for a reviewer; `anew` lets go of all they held before."""
        until = self._clock() + HELD
        with self._lock:
            held = {} if anew else self._held.get(by, {})
            self._held[by] = held | dict.fromkeys(rows.tolist(), until)

    def drop(self, by: str, rows: Iterable[int]) -> None:
        """Let items go."""
        with self._lock:
            for row in rows:
                self._held.get(by, {}).pop(row, None)

    def of_others(self, by: str, n: int) -> Bools:
        """Return (n,) which items somebody else holds."""
        held = np.zeros(n, bool)
        with self._lock:
            self._forget()
            for name, rows in self._held.items():
                if name != by:
                    held[list(rows)] = True
        return held

    def present(self) -> dict[str, int]:
        """Return how many items each reviewer holds."""
        with self._lock:
            self._forget()
            return {name: len(rows) for name, rows in sorted(self._held.items())}

    def _forget(self) -> None:
        now = self._clock()
        for name, rows in list(self._held.items()):
            self._held[name] = {row: until for row, until in rows.items() if until > now}
            if not self._held[name]:
                del self._held[name]
