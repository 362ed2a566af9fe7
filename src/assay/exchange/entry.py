"""One item of a review on its way to another tool."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from assay.ledger import Decision

#: A label: a class, a number, or the tags of a set; None for none.
Label = str | float | tuple[str, ...] | None


@dataclass(frozen=True)
class Project:
    """What a review is about.

    Parameters
    ----------
    name, field
        What the data and the column of labels are called.
    truth
        one_of, any_of, ordered or number.
    classes
        Names of the classes, in order.
    digest
        Of the data.
    """

    name: str
    field: str
    truth: str
    classes: tuple[str, ...]
    digest: str

    @classmethod
    def of(cls, info: Mapping[str, Any]) -> Self:
        """Build from what a review says of itself."""
        return cls(
            name=str(info["name"]),
            field=str(info["field"] or "label"),
            truth=str(info["truth"]),
            classes=tuple(info["classes"] or ()),
            digest=str(info["digest"]),
        )

    @property
    def several(self) -> bool:
        """An item may have any number of classes."""
        return self.truth == "any_of"

    @property
    def numeric(self) -> bool:
        """Labels are numbers."""
        return self.truth == "number"


@dataclass(frozen=True)
class Entry:
    """One item: its label, what suits better, what it is, and what was decided.

    Parameters
    ----------
    key, row
        Name and row of the item.
    given, suggested
        Its label, and the one that suits better.
    p_wrong
        Probability that the label is wrong, or None.
    reason, split
        Why it is suspected, and where it belongs.
    content
        kind text, image, row or none, with `text`, `path` or `cells`.
    decisions
        What each reviewer decided, by name.
    """

    key: str
    row: int
    given: Label
    suggested: Label
    p_wrong: float | None = None
    reason: str = ""
    split: str = ""
    content: Mapping[str, Any] = field(default_factory=dict)
    decisions: Mapping[str, Decision] = field(default_factory=dict)

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> Self:
        """Build from what `records` of a review yields."""
        return cls(
            key=str(record["key"]),
            row=int(record["row"]),
            given=label_of(record.get("given")),
            suggested=label_of(record.get("suggested")),
            p_wrong=record.get("p_wrong"),
            reason=str(record.get("reason") or ""),
            split=str(record.get("split") or ""),
            content=record.get("content") or {"kind": "none"},
            decisions=record.get("decisions") or {},
        )

    @property
    def kind(self) -> str:
        """What the item is: text, image, row or none."""
        return str(self.content.get("kind", "none"))

    @property
    def proposed(self) -> Label:
        """The label that is most likely right: the suggested one, else the given."""
        return self.given if self.suggested is None else self.suggested

    @property
    def chance(self) -> float | None:
        """Probability that the proposed label is right, where it is known."""
        if self.p_wrong is None:
            return None
        moved = self.suggested is not None and self.suggested != self.given
        return self.p_wrong if moved else 1 - self.p_wrong

    @property
    def told(self) -> list[tuple[str, Decision]]:
        """What was decided, by reviewer; who skipped the item has no opinion."""
        return [(by, one) for by, one in sorted(self.decisions.items()) if one.verdict != "skip"]


def label_of(value: Any) -> Label:
    """Return a label from plain values.

    >>> label_of(["a", "b"]), label_of(3), label_of(None)
    (('a', 'b'), 3.0, None)
    """
    if value is None or isinstance(value, str):
        return value
    return tuple(map(str, value)) if isinstance(value, list | tuple) else float(value)


def names_of(label: Label) -> list[str]:
    """Return the names a label holds; a number as text.

    >>> names_of("a"), names_of(("a", "b")), names_of(None), names_of(2.0)
    (['a'], ['a', 'b'], [], ['2'])
    """
    if label is None:
        return []
    if isinstance(label, float):
        return [f"{label:.17g}"]
    return [label] if isinstance(label, str) else list(label)


def plain(label: Label) -> Any:
    """Return a label as JSON holds it: a whole number without its point."""
    if isinstance(label, float):
        return int(label) if label.is_integer() and abs(label) < 1 << 53 else label
    return list(label) if isinstance(label, tuple) else label


def outcome(decision: Decision) -> Label:
    """Return the label a decision comes to; None where it is another verdict."""
    if decision.verdict == "confirm":
        return decision.old
    return decision.new if decision.verdict in ("relabel", "several") else None
