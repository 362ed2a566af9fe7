"""The file of a ledger: SQLite that waits for the disk, and rows that can't be changed."""

import random
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from assay.errors import OutputError, ReadError

WHO = "Ledger"
#: "assa" in ASCII: tells `file` and us what the database is.
APPLICATION = 0x61737361
VERSION = 1
#: Seconds to wait for other processes.
PATIENCE = 60.0
T = TypeVar("T")

SCHEMA = """
CREATE TABLE decisions (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    event TEXT NOT NULL,
    item TEXT NOT NULL,
    reviewer TEXT NOT NULL,
    verdict TEXT NOT NULL,
    batch TEXT NOT NULL,
    replaces TEXT NOT NULL,
    body TEXT NOT NULL
);
CREATE UNIQUE INDEX by_event ON decisions (reviewer, event) WHERE event <> '';
CREATE INDEX by_item ON decisions (item, number);
CREATE INDEX by_reviewer ON decisions (reviewer, number);
CREATE INDEX by_batch ON decisions (batch, number) WHERE batch <> '';
CREATE INDEX by_undone ON decisions (replaces) WHERE verdict = 'undo';
CREATE TRIGGER nothing_is_changed BEFORE UPDATE ON decisions
BEGIN SELECT RAISE(ABORT, 'decisions are never changed'); END;
CREATE TRIGGER nothing_is_removed BEFORE DELETE ON decisions
BEGIN SELECT RAISE(ABORT, 'decisions are never removed'); END;
"""


def opened(path: Path, *, create: bool = True) -> sqlite3.Connection:
    """Return a connection to a ledger, made where there is none."""
    if not create and not path.is_file():
        raise ReadError(WHO, "the ledger must be there", got="no such file", where=str(path))
    connection = None
    try:
        connection = sqlite3.connect(path, timeout=0, isolation_level=None, check_same_thread=False)
        patiently(lambda: _prepare(connection, path))
    except sqlite3.Error as error:
        if connection is not None:
            connection.close()
        raise trouble(error, path) from None
    except BaseException:
        if connection is not None:
            connection.close()
        raise
    return connection


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    mode = connection.execute("PRAGMA journal_mode = WAL").fetchone()[0]
    if mode != "wal":
        rule = "a ledger must be on a disk of this machine, which SQLite's log needs"
        raise OutputError(WHO, rule, got=f"journal mode {mode}", where=str(path))
    # Decisions of people are few and dear: wait for the disk, also where the system caches.
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA fullfsync = ON")
    connection.execute("BEGIN IMMEDIATE")
    try:
        _make_or_check(connection, path)
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def _make_or_check(connection: sqlite3.Connection, path: Path) -> None:
    kind = connection.execute("PRAGMA application_id").fetchone()[0]
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if (kind, version) == (APPLICATION, VERSION):
        return
    if kind or version or connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        rule = "the file must be a ledger of this version"
        got = f"version {version}" if kind == APPLICATION else "another database"
        raise ReadError(WHO, rule, got=got, where=str(path))
    for statement in SCHEMA.replace("\nBEGIN SELECT", " BEGIN SELECT").split(";\n"):
        if statement.strip():
            connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {APPLICATION}")
    connection.execute(f"PRAGMA user_version = {VERSION}")


def patiently(act: Callable[[], T], patience: float = PATIENCE) -> T:
    """Return what the act returns, tried again while another process writes.

    SQLite's own waiting sleeps ever longer, so that one of many writers may starve.
    """
    until = time.monotonic() + patience
    while True:
        try:
            return act()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF not in BUSY or time.monotonic() > until:
                raise
        time.sleep(random.uniform(0.0002, 0.002))  # no secret


BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def trouble(error: sqlite3.Error, path: Path) -> OutputError | ReadError:
    """Return an error of SQLite in our words."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
        return ReadError(WHO, "the file must be a whole ledger", got=str(error), where=str(path))
    rule = "the ledger must be one that can be written"
    return OutputError(WHO, rule, got=str(error), where=str(path))
