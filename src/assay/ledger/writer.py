"""One thread that writes: what comes while the disk is busy goes to it in one commit."""

import sqlite3
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import Any

from assay.errors import OutputError
from assay.ledger.store import WHO, opened, patiently, trouble

Act = Callable[[sqlite3.Connection], Any]
#: Acts in one commit, so that the first of them does not wait for ever.
MOST = 512


class Writer:
    """Acts on one connection, in the order they come; each is on disk when it returns.

    Parameters
    ----------
    path
        The ledger.
    create
        Make it where there is none.
    """

    def __init__(self, path: Path, *, create: bool) -> None:
        self._path = path
        self._connection = opened(path, create=create)
        self._queue: SimpleQueue[tuple[Act, Future[Any]] | None] = SimpleQueue()
        self._lock = Lock()
        self._closed = False
        self._thread = Thread(target=self._run, name="ledger", daemon=True)
        self._thread.start()

    def do(self, act: Act) -> Any:
        """Return what the act returns, once it is on disk; or raise what it raised, undone."""
        done: Future[Any] = Future()
        with self._lock:
            if self._closed:
                raise OutputError(WHO, "the ledger must be open", got="closed")
            self._queue.put((act, done))
        return done.result()

    def close(self) -> None:
        """Write what is waiting, and close."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            self._queue.put(None)
        self._thread.join()
        self._connection.close()

    def _run(self) -> None:
        while (first := self._queue.get()) is not None:
            group = [first]
            last = False
            while len(group) < MOST and not last:
                try:
                    more = self._queue.get_nowait()
                except Empty:
                    break
                if more is None:
                    last = True
                else:
                    group.append(more)
            self._commit(group)
            if last:
                return

    def _commit(self, group: list[tuple[Act, Future[Any]]]) -> None:
        try:
            patiently(lambda: self._connection.execute("BEGIN IMMEDIATE"))
            outcomes = [self._try(act) for act, _ in group]
            patiently(lambda: self._connection.execute("COMMIT"))
        except BaseException as error:  # whoever waits must hear of it
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            told = trouble(error, self._path) if isinstance(error, sqlite3.Error) else error
            for _, done in group:
                done.set_exception(told)
            return
        for (_, done), (value, failure) in zip(group, outcomes, strict=True):
            if failure is not None:
                done.set_exception(failure)
            else:
                done.set_result(value)

    def _try(self, act: Act) -> tuple[Any, Exception | None]:
        """Return what one act returns or raises; a failure undoes that act alone."""
        self._connection.execute("SAVEPOINT act")
        try:
            value = act(self._connection)
        except sqlite3.Error:
            raise
        except Exception as failure:  # handed to whoever waits
            self._connection.execute("ROLLBACK TO act")
            self._connection.execute("RELEASE act")
            return None, failure
        self._connection.execute("RELEASE act")
        return value, None
