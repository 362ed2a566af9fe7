"""What somebody said of an item in another tool, and how it becomes a decision."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from difflib import get_close_matches
from typing import Any

from assay.errors import DataError
from assay.exchange.entry import Label, Project, label_of, plain

#: Verdicts beside a label, as people pick them in a list.
VERDICTS = {"ambiguous": "ambiguous", "out of scope": "out-of-scope", "drop": "drop"}
#: The label that an item had when it was sent out isn't known.
UNKNOWN: Any = object()
#: Wrong parts of a file that are told.
TOLD = 5


@dataclass(frozen=True)
class Answer:
    """What one person said of one item.

    Parameters
    ----------
    where
        The place in the file, in words.
    key
        The item's key as it was sent out; None where the file isn't from here.
    other
        Names the item may go by, to be tried in turn.
    labels
        Names that were picked; for numbers, the number as the only one.
    verdict
        ambiguous, out-of-scope, drop, skip or confirm; "" where the labels say it.
    by, at, why, seconds
        Who, when, a note, and how long it took.
    settles
        It is the truth: it decides where people disagree.
    given
        The label that the item had when it was sent out.
    event, sent
        Of a decision that was sent out: its event, and verdict and label then.
    bare
        An equal label needn't mean that anybody looked.
    """

    where: str
    key: str | None
    other: tuple[str, ...] = ()
    labels: tuple[Any, ...] = ()
    verdict: str = ""
    by: str = ""
    at: str = ""
    why: str = ""
    seconds: float = 0.0
    settles: bool = False
    given: Any = UNKNOWN
    event: str = ""
    sent: Any = None
    bare: bool = False


@dataclass
class Wrong:
    """Parts of a file that can't be taken, gathered so that all can be told at once."""

    path: str
    found: list[str] = field(default_factory=list)

    def __call__(self, where: str, what: str) -> None:
        """Note a part."""
        self.found.append(f"{where}: {what}")

    def check(self) -> None:
        """Raise where a part is wrong; nothing is taken of such a file."""
        if not self.found:
            return
        more = len(self.found) - TOLD
        told = "; ".join(self.found[:TOLD]) + (f"; and {more:,} more" if more > 0 else "")
        rule = "every part of the file must be one that can be taken"
        fix = "Nothing was taken. Mend the file, or leave these out."
        raise DataError("bring", rule, got=told, where=self.path, fix=fix)


def decided(answer: Answer, project: Project, given: Label) -> tuple[str, Label]:
    """Return verdict and new label of an answer; ("", None) where it says nothing.

    Raises
    ------
    ValueError
        With the reason, where the labels are none of the data's.
    """
    if answer.verdict and (answer.verdict != "confirm" or not answer.labels):
        return answer.verdict, None
    found = _by_labels(answer, project, given)
    if answer.verdict and found[0] != "confirm":
        msg = f"confirm, but with another label than {shorter(str(plain(given)))!r}"
        raise ValueError(msg)
    return found


def _by_labels(answer: Answer, project: Project, given: Label) -> tuple[str, Label]:
    if project.numeric:
        return _number(answer, given)
    names = tuple(dict.fromkeys(_known(name, project) for name in answer.labels))
    if project.several:
        if not names and answer.bare:
            return "", None
        same = given is not None and isinstance(given, tuple) and set(given) == set(names)
        if same:
            return ("", None) if answer.bare else ("confirm", None)
        return "several", tuple(sorted(names, key=project.classes.index))
    if not names:
        return "", None
    if len(names) > 1:
        return "several", tuple(sorted(names, key=project.classes.index))
    if names[0] == given:
        return ("", None) if answer.bare else ("confirm", None)
    return "relabel", names[0]


def _known(name: Any, project: Project) -> str:
    if isinstance(name, bool | list | Mapping) or name is None:
        msg = f"{kind_of(name)} where the name of a class should be"
        raise ValueError(msg)
    said = name if isinstance(name, str) else str(plain(label_of(name)))
    if said in project.classes:
        return said
    near = get_close_matches(said, project.classes, n=1)
    hint = f"; did you mean {near[0]!r}?" if near else ""
    msg = f"there is no class {shorter(said)!r}{hint}"
    raise ValueError(msg)


def _number(answer: Answer, given: Label) -> tuple[str, Label]:
    if not answer.labels:
        return "", None
    try:
        value = float(answer.labels[0])
    except (TypeError, ValueError, OverflowError):
        value = float("nan")
    if len(answer.labels) > 1 or isinstance(answer.labels[0], bool) or not abs(value) < 1e308:
        msg = f"{shorter(repr(answer.labels))} is not a number"
        raise ValueError(msg)
    if value == given:
        return ("", None) if answer.bare else ("confirm", None)
    return "relabel", value


def moment(value: Any) -> str:
    """Return a time as UTC to the millisecond, "" where it is none.

    >>> moment("2026-01-31T13:00:00+01:00"), moment("yesterday"), moment(None)
    ('2026-01-31T12:00:00.000Z', '', '')
    """
    try:
        found = datetime.fromisoformat(str(value))
        found = (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return ""
    return found.replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


def duration(value: Any) -> float:
    """Return seconds, 0 where they aren't known.

    >>> duration(4.5), duration(None), duration("long"), duration(-1)
    (4.5, 0.0, 0.0, 0.0)
    """
    try:
        seconds = float(value)
    except (TypeError, ValueError, OverflowError):
        return 0.0
    return seconds if 0 <= seconds < 1e9 else 0.0


def shorter(words: str, most: int = 60) -> str:
    """Return words that fit in a message."""
    return words if len(words) <= most else words[: most - 1] + "…"


def last_words(answers: list[Answer], wrong: Wrong) -> Iterator[Answer]:
    """Yield one answer of what a person said of an item, the last; order them by time.

    Two that differ, and no time to tell which is later, are told as wrong.
    """
    first = answers[0]
    alike = {(repr(a.labels), a.verdict) for a in answers}
    if len(alike) > 1 and len({a.at for a in answers}) < len(answers):
        places = f"{first.where} and {answers[-1].where}"
        who = first.by or "one person"
        wrong(places, f"{shorter(who)!r} says two things of one item, and no time tells which last")
        return
    yield max(answers, key=lambda a: moment(a.at))


def kind_of(value: Any) -> str:
    """Return what a value of JSON is, in words.

    >>> kind_of(None), kind_of([]), kind_of(1.5), kind_of({})
    ('null', 'a list', 'a number', 'an object')
    """
    match value:
        case None:
            return "null"
        case bool():
            return "true or false"
        case int() | float():
            return "a number"
        case str():
            return "text"
        case list():
            return "a list"
    return "an object"
