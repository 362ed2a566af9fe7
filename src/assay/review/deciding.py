"""What a reviewer sends, checked and turned into decisions for the ledger."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assay.errors import AssayError, DataError
from assay.ledger import Decision
from assay.review.index import Index
from assay.review.state import State

WHO = "review"
#: Letters of a note, of a name and of an event, and seconds of one look.
NOTE, NAME, EVENT, LONGEST = 10_000, 80, 240, 86_400.0
#: Verdicts by the kind of truth.
VERDICTS = {
    "one_of": ("relabel", "confirm", "ambiguous", "several", "out-of-scope", "drop", "skip"),
    "number": ("relabel", "confirm", "ambiguous", "out-of-scope", "drop", "skip"),
    "any_of": ("several", "confirm", "ambiguous", "out-of-scope", "drop", "skip"),
}
VERDICTS["ordered"] = VERDICTS["one_of"]


@dataclass(frozen=True)
class Asked:
    """One decision as it was sent: the row it is about and what the ledger shall hold."""

    row: int
    decision: Decision


def asked(index: Index, state: State, by: str, sent: Mapping[str, Any], batch: str = "") -> Asked:
    """Return a decision as it may go into the ledger, or raise.

    Parameters
    ----------
    index, state
        The items, and what was decided of them.
    by
        Who decided.
    sent
        {event, key, verdict, new?, why?, finding?, settles?, seconds?}.
    batch
        What decisions made at once have in common.
    """
    row = index.row(str(sent.get("key", "")))
    event = sent.get("event", "")
    if not isinstance(event, str) or not 0 < len(event) <= EVENT:
        rule = f"every decision must have an event, a text of 1 to {EVENT} letters"
        raise DataError(WHO, rule, got=repr(event)[:40])
    settles = bool(sent.get("settles", False))
    if settles and state.reviewers[row] < 2:
        rule = "only what reviewers disagree on can be settled"
        raise DataError(WHO, rule, got=f"{int(state.reviewers[row])} decisions")
    verdict, new = ruled(index, row, str(sent.get("verdict", "")), sent.get("new"))
    split = int(index.arrays["split"][row])
    old = index.said("given", row)
    decision = Decision(
        index.key(row),
        verdict,  # type: ignore[arg-type]  # ruled looked at it
        field=index.facts["field"],
        old=tuple(old) if isinstance(old, list) else old,
        new=new,
        by=by,
        why=str(sent.get("why") or "")[:NOTE],
        finding=str(sent.get("finding") or "")[:EVENT],
        data=index.facts["digest"],
        split=index.facts["splits"][split] if split >= 0 else "",
        settles=settles,
        event=event,
        batch=batch,
        seconds=seconds_of(sent.get("seconds")),
    )
    return Asked(row, decision)


def ruled(index: Index, row: int, verdict: str, new: Any) -> tuple[str, Any]:
    """Return the verdict and the new label as they shall stand, or raise."""
    known = VERDICTS[index.truth]
    if verdict not in known:
        raise DataError(WHO, f"verdict must be one of {', '.join(known)}", got=repr(verdict))
    given = index.said("given", row)
    if verdict == "confirm" and given is None:
        raise DataError(WHO, "a label that isn't there can't be kept", got="an item without one")
    if verdict == "relabel":
        new = _number(new) if index.truth == "number" else _class(index, new)
        return ("confirm", None) if new == given else ("relabel", new)
    if verdict != "several":
        return verdict, None
    if not isinstance(new, list | tuple):
        raise DataError(WHO, "several labels must be a list", got=repr(new)[:40])
    tags = tuple(dict.fromkeys(_class(index, one) for one in new))
    if index.truth == "any_of":
        tags = tuple(sorted(tags, key=index.place.__getitem__))
        return ("confirm", None) if given and list(tags) == given else ("several", tags)
    if len(tags) < 2:
        raise DataError(WHO, "several labels must be two or more", got=str(len(tags)))
    return "several", tags


def _class(index: Index, name: Any) -> str:
    if not isinstance(name, str) or name not in index.place:
        fix = "Choose one of the classes; a new class is for the instructions to add."
        raise DataError(WHO, "a label must be one of the classes", got=repr(name)[:60], fix=fix)
    return name


def _number(value: Any) -> float:
    if isinstance(value, bool | str) or not isinstance(value, int | float):
        raise DataError(WHO, "a label must be a number", got=repr(value)[:40])
    if not math.isfinite(value):
        raise DataError(WHO, "a label must be a finite number", got=repr(value))
    return float(value)


def seconds_of(value: Any) -> float:
    """Return the time a look took, 0 where it is not known or cannot be."""
    known = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    return min(max(float(value), 0.0), LONGEST) if known else 0.0


def reviewer(by: Any) -> str:
    """Return a reviewer's name as it is written down, or raise."""
    name = " ".join(str(by).split())
    if not 0 < len(name) <= NAME or not name.isprintable():
        rule = f"a reviewer's name must be 1 to {NAME} letters"
        raise DataError(WHO, rule, got=repr(by)[:40])
    return name


def refusal(sent: Mapping[str, Any], error: AssayError) -> dict[str, Any]:
    """Return why a decision was refused."""
    parts = {name: getattr(error, name) for name in ("who", "rule", "got", "where", "fix")}
    return {"event": sent.get("event"), "key": sent.get("key"), "error": parts}
