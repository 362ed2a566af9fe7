"""What somebody decided about one label."""

import dataclasses
import math
import re
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, Literal, Self, get_args

from assay.errors import DataError
from assay.ledger.line import digest_of, line_of

WHO = "Decision"
Verdict = Literal[
    "relabel", "confirm", "ambiguous", "several", "out-of-scope", "drop", "skip", "undo"
]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
Value = str | float | tuple[str, ...] | None
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


def now() -> str:
    """Return the time in UTC, to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


@dataclass(frozen=True)
class Decision:
    """What somebody decided about one label; never changed, only followed by another.

    Parameters
    ----------
    item
        The item's id as text; its row, from 0, where the data have no ids.
    verdict
        relabel (`new` is right), confirm (the label is right), ambiguous (it can't be told),
        several (all of `new` hold), out-of-scope (no class fits), drop (the item should go), skip
        (no opinion) or undo (takes back `replaces`).
    field
        The column of the label.
    old
        The label when it was decided: a name, a number, several names, or None for none.
    new
        The right label: one for relabel, a tuple for several, else None.
    by
        Who decided.
    at
        When: UTC, as 2026-01-31T12:00:00.000Z; by default now.
    why
        A note.
    finding
        The code or method that led here.
    data
        Digest of the data that were looked at.
    split
        The item's split.
    replaces
        Id of the decision that is taken back, or settled.
    settles
        It decides where reviewers disagree.
    event
        A name the client gave it: sent twice, it counts once.
    batch
        What decisions made at once have in common.
    seconds
        Time the reviewer took; 0 where it isn't known.

    Examples
    --------
    >>> one = Decision("7", "relabel", old="cat", new="dog", at="2026-01-31T12:00:00.000Z")
    >>> one.id
    '9bed3ccf6d6bdbf1fd9d9f99499c9694'
    """

    item: str
    verdict: Verdict
    field: str = "label"
    old: Value = None
    new: Value = None
    by: str = ""
    at: str = dataclasses.field(default_factory=now)
    why: str = ""
    finding: str = ""
    data: str = ""
    split: str = ""
    replaces: str = ""
    settles: bool = False
    event: str = ""
    batch: str = ""
    seconds: float = 0.0

    def __post_init__(self) -> None:
        for name in ("old", "new"):
            object.__setattr__(self, name, value_of(getattr(self, name), name))
        object.__setattr__(self, "seconds", float(self.seconds))
        for one in TEXTS:
            if not isinstance(getattr(self, one), str):
                raise self._wrong(f"{one} must be text", repr(getattr(self, one)))
        self._check()

    def _check(self) -> None:
        if self.verdict not in VERDICTS:
            raise self._wrong(f"verdict must be one of {', '.join(VERDICTS)}", repr(self.verdict))
        if not MOMENT.fullmatch(self.at):
            raise self._wrong("at must be a time such as 2026-01-31T12:00:00.000Z", repr(self.at))
        one = isinstance(self.new, str | float) and self.new != ""
        if self.verdict == "relabel" and not one:
            raise self._wrong("a relabel must have one new label", repr(self.new))
        if self.verdict == "several" and not isinstance(self.new, tuple):
            raise self._wrong("several labels must be a tuple", repr(self.new))
        if self.verdict not in ("relabel", "several") and self.new is not None:
            raise self._wrong(f"{self.verdict} takes no new label", repr(self.new))
        if self.verdict == "undo" and not self.replaces:
            raise self._wrong("an undo must say what it takes back", "replaces empty")
        if not 0 <= self.seconds < math.inf or not isinstance(self.settles, bool):
            got = f"seconds {self.seconds}, settles {self.settles!r}"
            raise self._wrong("seconds must be finite and settles true or false", got)

    def _wrong(self, rule: str, got: str) -> DataError:
        return DataError(WHO, rule, got=got, where=f"item {self.item!r}")

    @cached_property
    def id(self) -> str:
        """Its address: the same content has the same id."""
        return digest_of(line_of(self.plain()))

    @property
    def outcome(self) -> tuple[Any, ...]:
        """What it comes to: two decisions agree where this is equal."""
        match self.verdict:
            case "relabel" | "several":
                return ("label", as_set(self.new))
            case "confirm":
                return ("label", as_set(self.old))
        return (self.verdict,)

    def plain(self) -> dict[str, Any]:
        """Return what isn't as by default, as JSON knows it, in a fixed order."""
        found = {}
        for name in ORDER:
            value = getattr(self, name)
            if name not in DEFAULTS or value != DEFAULTS[name]:
                found[name] = list(value) if isinstance(value, tuple) else value
        return found

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> Self:
        """Build from what `plain` returned."""
        strange = [name for name in plain if name not in ORDER]
        if strange:
            raise DataError(WHO, "there is no such part of a decision", got=repr(strange[0]))
        missing = [name for name in ("item", "verdict", "at") if name not in plain]
        if missing:
            raise DataError(WHO, f"a decision must have {missing[0]}", got="none")
        return cls(**plain)

    @classmethod
    def known(cls, plain: Mapping[str, Any]) -> Self:
        """Build from what `plain` returned and was checked before: a ledger holds many."""
        one = object.__new__(cls)
        listed = {n: tuple(v) for n, v in plain.items() if type(v) is list}
        one.__dict__.update({**DEFAULTS, **plain, **listed})
        return one


def as_set(value: Value) -> Any:
    """Return a value to compare: tags have no order, and one tag is that label."""
    if isinstance(value, tuple):
        return next(iter(value)) if len(set(value)) == 1 else frozenset(value)
    return value


def value_of(value: Any, name: str) -> Value:
    """Return a label as a decision holds it; raise where it is none."""
    match value:
        case None | str():
            return value
        case list() | tuple() if all(isinstance(v, str) for v in value):
            return tuple(value)
        case bool():
            pass
        case int() | float() if math.isfinite(value):
            # No -0.0, which equals 0.0 but is written otherwise.
            return float(value) + 0.0
    rule = f"{name} must be text, a finite number, several texts or None"
    raise DataError(WHO, rule, got=repr(value))


#: Order of the parts in a line: what a person wants to read first.
ORDER = (
    "item", "field", "verdict", "old", "new", "by", "at", "why", "finding", "split", "data",
    "replaces", "settles", "event", "batch", "seconds",
)  # fmt: skip
DEFAULTS = {f.name: f.default for f in fields(Decision) if f.default is not MISSING}
TEXTS = tuple(name for name in ORDER if name not in ("verdict", "old", "new", "settles", "seconds"))
