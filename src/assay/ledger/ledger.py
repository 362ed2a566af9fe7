"""The append-only history of decisions."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from threading import Lock
from typing import Any, Self

from assay.ledger import acts
from assay.ledger.decision import Decision
from assay.ledger.standing import Conflict, Standing
from assay.ledger.store import opened
from assay.ledger.writer import Writer


class Ledger:
    """The history of decisions on the labels of one field: added to, never changed.

    Any number of threads and processes may write and read at once. What `append` returned is on
    disk: a crash loses at most what was not acknowledged.

    Parameters
    ----------
    path
        The SQLite file; made where there is none.
    create
        False to raise where there is none.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder, Ledger(f"{folder}/ledger.sqlite") as ledger:
    ...     one = Decision("7", "relabel", old="cat", new="dog", by="ada", event="1")
    ...     numbers = ledger.append([one]) + ledger.append([one])
    ...     settled, conflicts = ledger.settled()
    ...     numbers, settled["7"].new, len(ledger.undo(by="ada")), ledger.standing()
    ([1, 1], 'dog', 1, {})
    """

    def __init__(self, path: str | Path, *, create: bool = True) -> None:
        self.path = Path(path)
        self._writer = Writer(self.path, create=create)
        self._reader = opened(self.path, create=False)
        self._lock = Lock()
        self._standing = Standing()
        self._seen = 0
        self._open = True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Write what is waiting, and close the file."""
        self._writer.close()
        with self._lock:
            if self._open:
                self._open = False
                self._reader.close()

    def append(self, decisions: Iterable[Decision]) -> list[int]:
        """Add decisions, all or none, and return their numbers once they are on disk.

        What a reviewer sent before under the same event, or a decision that is there already,
        keeps its number and is not added again.
        """
        given = list(decisions)
        rows = [acts.row_of(one) for one in given]
        if not given:
            return []
        return list(self._writer.do(lambda connection: acts.append(connection, given, rows)))

    def undo(self, *, by: str, of: str | None = None, event: str = "") -> list[Decision]:
        """Take back decisions of a reviewer, and return the undoings that were added.

        What that reviewer decided on the item before, if anything, stands again.

        Parameters
        ----------
        by
            Who takes back; each may take back what they decided themselves.
        of
            Id of a decision, or name of a batch; by default what was decided last, with the whole
            of its batch.
        event
            A name of this undoing: sent twice, it counts once.
        """
        return list(self._writer.do(lambda connection: acts.undo(connection, by, of, event)))

    def history(
        self,
        item: str | None = None,
        by: str | None = None,
        after: int = 0,
        limit: int | None = None,
    ) -> list[tuple[int, Decision]]:
        """Return decisions and undoings with their numbers, in the order they came.

        Parameters
        ----------
        item, by
            Only of this item, or of this reviewer.
        after
            Only those with a greater number.
        limit
            At most so many.
        """
        with self._lock:
            return acts.history(self._reader, item, by, after, limit)

    @property
    def sequence(self) -> int:
        """Number of the last decision: cheap to ask whether anything has changed."""
        with self._lock:
            return acts.sequence(self._reader)

    def verdicts(self, items: Sequence[str] | None = None) -> dict[str, dict[str, Decision]]:
        """Return, for every item or for these, each reviewer's decision that stands."""
        with self._lock:
            return self._folded().verdicts(items)

    def settled(self) -> tuple[dict[str, Decision], list[Conflict]]:
        """Return what is agreed or adjudicated by item, and the disagreements.

        Nothing is guessed: where reviewers differ and nobody settled it, it is a conflict. Who
        skipped an item has no opinion.
        """
        with self._lock:
            return self._folded().settled()

    def standing(self, by: str | None = None) -> dict[str, Decision]:
        """Return the decisions of one reviewer that stand, by item; of all, what is settled."""
        if by is None:
            return self.settled()[0]
        return {item: said[by] for item, said in self.verdicts().items() if by in said}

    def _folded(self) -> Standing:
        """Return what stands, brought up to date; a fold of the whole history takes long."""
        for number, decision in acts.history(self._reader, None, None, self._seen, None):
            self._standing.add(number, decision)
            self._seen = number
        return self._standing

    def check(self) -> list[str]:
        """Return what is wrong with the file: nothing, unless the disk or somebody broke it."""
        with self._lock:
            return acts.check(self._reader)

    def __getstate__(self) -> Any:
        raise TypeError("a ledger is an open file: open it again by its path")
