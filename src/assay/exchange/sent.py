"""What goes along with every item, so that answers find their way back."""

from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

from assay.exchange.answer import UNKNOWN
from assay.exchange.entry import Entry, Label, Project, names_of, outcome, plain
from assay.ledger import Decision

#: How our own names begin among those of a tool.
MARK = "assay_"
KEY = f"{MARK}key"


def along(entry: Entry, project: Project) -> dict[str, Any]:
    """Return what is sent with an item, by name."""
    return {
        KEY: entry.key,
        f"{MARK}row": entry.row,
        f"{MARK}given": plain(entry.given),
        f"{MARK}suggested": plain(entry.suggested),
        f"{MARK}p_wrong": entry.p_wrong,
        f"{MARK}reason": entry.reason,
        f"{MARK}split": entry.split,
        f"{MARK}data": project.digest,
    }


def back(sent: Mapping[str, Any]) -> tuple[str | None, Any]:
    """Return the key that came back, None where there is none, and the label then."""
    key = sent.get(KEY)
    if not isinstance(key, str | int) or isinstance(key, bool):
        return None, UNKNOWN
    given = sent.get(f"{MARK}given", UNKNOWN)
    ours = given is None or isinstance(given, str | int | float | list)
    return str(key), given if ours and not isinstance(given, bool) else UNKNOWN


def question(entry: Entry) -> str:
    """Return what a person is asked, in words."""
    given = " and ".join(names_of(entry.given)) or "no label"
    if entry.suggested is None or entry.suggested == entry.given:
        return f"Label: {given}."
    sure = "" if entry.p_wrong is None else f" ({entry.p_wrong:.0%} wrong)"
    better = " and ".join(names_of(entry.suggested)) or "none"
    reason = f": {entry.reason}" if entry.reason else ""
    return f"Label: {given}{sure}. Suggested: {better}{reason}."


def receipt(decision: Decision) -> dict[str, Any]:
    """Return what tells a decision that was sent out, and comes back as it was, from a new one."""
    return {
        "event": decision.event or decision.id,
        "by": decision.by,
        "at": decision.at,
        "label": plain(outcome(decision)),
        "why": decision.why,
        **content(decision.verdict, decision.new, settles=decision.settles),
    }


def received(found: Any) -> dict[str, Any]:
    """Return event, content, person and time of a receipt; nothing where it is none."""
    if not isinstance(found, Mapping) or not isinstance(found.get("event"), str):
        return {}
    texts = {name: found[name] for name in ("by", "at", "why") if isinstance(found.get(name), str)}
    settles = found.get("settles") is True
    sent = {"verdict": found.get("verdict"), "new": found.get("new"), "settles": settles}
    return {"event": found["event"], "sent": sent, "settles": settles, **texts}


def stamp(decision: Decision) -> str:
    """Return the event of a decision with a mark of what it says, where both stand in cells."""
    event = decision.event or decision.id
    said = content(decision.verdict, decision.new, settles=decision.settles)
    return f"{event} {_mark(event, said)}"


def unstamped(words: str, said: Mapping[str, Any]) -> str:
    """Return the event in a cell, "" where the cells beside it say something else by now."""
    event, _, mark = words.rpartition(" ")
    return event if event and mark == _mark(event, said) else ""


def _mark(event: str, said: Mapping[str, Any]) -> str:
    parts = (event, said["verdict"], repr(said["new"]), str(said["settles"]))
    packed = "\0".join(parts).encode("utf-8", "backslashreplace")
    return blake2b(packed, digest_size=6).hexdigest()


def content(verdict: str, new: Label, *, settles: bool) -> dict[str, Any]:
    """Return what a decision says: an event stands for this and nothing else."""
    return {"verdict": verdict, "new": plain(new), "settles": settles}
