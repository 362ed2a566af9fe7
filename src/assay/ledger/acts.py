"""What is done to the rows of a ledger, inside a transaction."""

import json
import sqlite3
from collections.abc import Sequence

from assay.errors import DataError
from assay.ledger.decision import Decision, now
from assay.ledger.line import UNSEEN, digest_of, line_of
from assay.ledger.store import WHO

INSERT = """INSERT INTO decisions (id, event, item, reviewer, verdict, batch, replaces, body)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)"""
#: SQLite takes an index on a part of the rows only where the words say that part.
SENT = "SELECT number, body FROM decisions WHERE reviewer = ? AND event = ? AND event <> ''"
#: A reviewer's decisions that were not taken back.
LIVE = """SELECT number, body FROM decisions AS d WHERE reviewer = ? AND verdict <> 'undo'
AND NOT EXISTS (SELECT 1 FROM decisions AS u WHERE u.verdict = 'undo' AND u.replaces = d.id)"""
Row = tuple[str, ...]


def row_of(decision: Decision) -> Row:
    """Return a decision as a row."""
    body = line_of(decision.plain())
    d = decision
    keys = (d.event, d.item, d.by, d.verdict, d.batch, d.replaces)
    return (d.id, *map(key_of, keys), body)


def key_of(text: str) -> str:
    """Return text to look up by: half a surrogate pair has no place in SQLite."""
    return UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def append(
    connection: sqlite3.Connection, given: Sequence[Decision], rows: Sequence[Row]
) -> list[int]:
    """Add what is not there yet, and return the numbers of all."""
    _check_field(connection, given)
    numbers = []
    for decision, row in zip(given, rows, strict=True):
        known = _known(connection, decision, row)
        if known is None:
            known = int(connection.execute(INSERT, row).lastrowid or 0)
        numbers.append(known)
    return numbers


def _check_field(connection: sqlite3.Connection, given: Sequence[Decision]) -> None:
    first = connection.execute("SELECT body FROM decisions ORDER BY number LIMIT 1").fetchone()
    field = decision_of(first[0]).field if first else given[0].field
    other = next((one for one in given if one.field != field), None)
    if other is not None:
        rule = f"a ledger holds decisions on one field, {field!r}"
        fix = "Open another ledger for another field."
        raise DataError(WHO, rule, got=repr(other.field), where=f"item {other.item!r}", fix=fix)


def _known(connection: sqlite3.Connection, decision: Decision, row: Row) -> int | None:
    if decision.event:
        found = connection.execute(SENT, (row[3], row[1])).fetchone()
        if found is not None:
            _check_same(decision, decision_of(found[1]))
            return int(found[0])
    query = "SELECT number FROM decisions WHERE id = ?"
    found = connection.execute(query, (decision.id,)).fetchone()
    return None if found is None else int(found[0])


def _check_same(decision: Decision, known: Decision) -> None:
    """Raise where one event stands for two decisions: one of them would be lost in silence."""
    keys = ("item", "verdict", "new", "replaces")
    if any(getattr(decision, key) != getattr(known, key) for key in keys):
        rule = "an event must stand for one decision"
        got = f"{decision.verdict} of {decision.item!r} after {known.verdict} of {known.item!r}"
        raise DataError(WHO, rule, got=got, where=f"event {decision.event!r}")


def undo(connection: sqlite3.Connection, by: str, of: str | None, event: str) -> list[Decision]:
    """Add undoings of what a reviewer decided last, of a decision or of a batch."""
    if event:
        # The first of an undoing has the event itself, the others a number behind it.
        query = """SELECT body FROM decisions WHERE reviewer = ? AND verdict = 'undo'
        AND (event = ? OR substr(event, 1, ?) = ?) ORDER BY number"""
        start = f"{event} #"
        done = connection.execute(query, (key_of(by), event, len(start), start)).fetchall()
        if done:
            return [decision_of(body) for (body,) in done]
    at = now()
    undoings = []
    for n, old in enumerate(_meant(connection, by, of)):
        one = Decision(
            old.item, "undo", field=old.field, by=by, at=at, data=old.data, split=old.split,
            replaces=old.id, event=f"{event} #{n}" if event and n else event,
        )  # fmt: skip
        connection.execute(INSERT, row_of(one))
        undoings.append(one)
    return undoings


def _meant(connection: sqlite3.Connection, by: str, of: str | None) -> list[Decision]:
    """Return the decisions to take back, last one first."""
    query, key = LIVE, (key_of(by),)
    if of is None:
        last = connection.execute(f"{LIVE} ORDER BY number DESC LIMIT 1", key).fetchone()
        if last is None:
            return []
        decision = decision_of(last[1])
        if not decision.batch:
            return [decision]
        of = decision.batch
    else:
        _check_own(connection, by, of)
    query = f"{LIVE} AND (id = ? OR (batch = ? AND batch <> '')) ORDER BY number DESC"
    found = connection.execute(query, (*key, key_of(of), key_of(of))).fetchall()
    return [decision_of(body) for _, body in found]


def _check_own(connection: sqlite3.Connection, by: str, of: str) -> None:
    query = "SELECT reviewer, verdict FROM decisions WHERE id = ? OR (batch <> '' AND batch = ?)"
    found = connection.execute(query, (key_of(of), key_of(of))).fetchall()
    if not found:
        rule = "what is taken back must be a decision or a batch of the ledger"
        raise DataError(WHO, rule, got=repr(of))
    if all(verdict == "undo" for _, verdict in found):
        rule, fix = "an undoing can't be undone", "Decide again."
        raise DataError(WHO, rule, got=repr(of), fix=fix)
    if all(reviewer != key_of(by) for reviewer, _ in found):
        rule = "reviewers take back what they decided themselves"
        fix = "Decide yourself, with settles=True to settle it."
        raise DataError(WHO, rule, got=f"a decision by {found[0][0]!r}", fix=fix)


def history(
    connection: sqlite3.Connection,
    item: str | None,
    by: str | None,
    after: int,
    limit: int | None,
) -> list[tuple[int, Decision]]:
    """Return the rows after a number, in order, as decisions."""
    query, keys = "SELECT number, body FROM decisions WHERE number > ?", [str(after)]
    for column, key in (("item", item), ("reviewer", by)):
        if key is not None:
            query, keys = f"{query} AND {column} = ?", [*keys, key_of(key)]
    query += " ORDER BY number LIMIT ?"
    rows = connection.execute(query, (int(keys[0]), *keys[1:], -1 if limit is None else limit))
    return [(int(number), decision_of(body)) for number, body in rows]


def sequence(connection: sqlite3.Connection) -> int:
    """Return the greatest number, 0 where there is none."""
    return int(connection.execute("SELECT coalesce(max(number), 0) FROM decisions").fetchone()[0])


def decision_of(body: str) -> Decision:
    """Return the decision of a row."""
    return Decision.known(json.loads(body))


def check(connection: sqlite3.Connection) -> list[str]:
    """Return what SQLite finds wrong, and rows that are not what their id says."""
    wrong = [str(row[0]) for row in connection.execute("PRAGMA integrity_check")]
    rows = connection.execute("SELECT number, id, body FROM decisions ORDER BY number")
    bad = [f"decision {n} is not what its id says" for n, i, body in rows if digest_of(body) != i]
    return [line for line in wrong if line != "ok"] + bad
