"""What requests may hold: checked here once, so that routes can trust it."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

Verdict = Literal["relabel", "confirm", "ambiguous", "several", "out-of-scope", "drop", "skip"]
Name = Annotated[str, Field(min_length=1, max_length=4096)]
Word = Annotated[str, Field(min_length=1, max_length=40)]
Note = Annotated[str, Field(max_length=10_000)]
Mark = Annotated[str, Field(min_length=1, max_length=200)]


class Where(BaseModel):
    """Which items."""

    model_config = ConfigDict(extra="forbid")

    class_: Annotated[Name | None, Field(alias="class")] = None
    suggested: Annotated[str, Field(max_length=4096)] | None = None
    split: Name | None = None
    finding: Name | None = None
    cluster: Annotated[int, Field(ge=0, lt=2**31)] | None = None
    text: Annotated[str, Field(max_length=1000)] | None = None
    state: Literal["open", "decided", "double", "disagreed"] | None = None
    verdict: Verdict | None = None
    reviewer: Name | None = None
    source: Name | None = None
    keys: Annotated[list[Name], Field(max_length=20_000)] | None = None

    def where(self) -> dict[str, Any]:
        """Return what was asked for, as the review takes it."""
        asked = {name.rstrip("_"): getattr(self, name) for name in Where.model_fields}
        return {name: value for name, value in asked.items() if value is not None}


class QueuePart(BaseModel):
    """Which part of the queue."""

    order: Word = "likely"
    after: Name | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 20


class TablePart(BaseModel):
    """Which part of the table."""

    sort: Word = "likely"
    after: Name | None = None
    limit: Annotated[int, Field(ge=1, le=1000)] = 100


class PointsPart(BaseModel):
    """How much of the map."""

    limit: Annotated[int, Field(ge=1, le=20_000)] = 5000


class QueueAsked(Where, QueuePart):
    """Which items to judge next."""


class TableAsked(Where, TablePart):
    """Which rows of the table."""


class PointsAsked(Where, PointsPart):
    """Which points of the map."""


class Said(BaseModel):
    """The body of a request: nothing is guessed from another type."""

    model_config = ConfigDict(extra="forbid", strict=True)


def new_is_finite(value: Any) -> Any:
    """Return a label; raise where it is no number that a file could hold."""
    if isinstance(value, float) and not -1e308 < value < 1e308:
        raise ValueError("must be a finite number")
    return value


class Sent(Said):
    """A question about items that are too many for an address."""

    where: Where = Where()


class QueueSent(QueuePart, Sent):
    """Which items to judge next."""


class TableSent(TablePart, Sent):
    """Which rows of the table."""


class PointsSent(PointsPart, Sent):
    """Which points of the map."""


class Judged(Said):
    """One decision."""

    event: Mark
    key: Name
    verdict: Verdict
    new: Annotated[
        Name | float | Annotated[list[Name], Field(max_length=10_000)] | None,
        AfterValidator(new_is_finite),
    ] = None
    why: Note = ""
    finding: Annotated[str, Field(max_length=200)] = ""
    settles: bool = False
    seconds: Annotated[float, Field(ge=0, le=1e6, allow_inf_nan=False)] = 0.0


class Decisions(Said):
    """Decisions to save."""

    decisions: Annotated[list[Judged], Field(min_length=1, max_length=1000)]


class Undo(Said):
    """What to take back: a decision, all of a bulk decision, or the last one."""

    of: Name | None = None
    event: Annotated[str, Field(max_length=200)] = ""


class Preview(Said):
    """What a decision about many items would do."""

    where: Where = Where()
    verdict: Verdict
    new: Name | None = "suggested"


class Bulk(Said):
    """A decision about many items, as it was previewed."""

    event: Mark
    token: Mark


def shown(name: str) -> str:
    """Return a person's name without space around it; raise where it can't be shown in a line."""
    name = name.strip()
    if not name or not name.isprintable():
        raise ValueError("must be a name that can be shown in a line")
    return name


class Named(Said):
    """Who is reviewing."""

    name: Annotated[str, Field(max_length=80), AfterValidator(shown)]
