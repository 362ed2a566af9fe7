"""What the caller said of the columns, and what to say when a column is not there."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from difflib import get_close_matches
from typing import Any, Self

import numpy as np

from assay.errors import DataError
from assay.types import Columns

WHO = "read"
SHOWN = 30

#: Names that label columns often have.
LIKELY = frozenset((
    "label", "labels", "target", "class", "category", "y", "answer", "outcome", "tag", "tags",
    "intent", "topic", "sentiment",
))  # fmt: skip


@dataclass(frozen=True)
class Wanted:
    """The role of every column that has one.

    Parameters
    ----------
    label
        Columns with labels; none where the data say it themselves.
    several
        The labels are a list of columns: soft labels, or one column a source.
    text
        Columns that are read as text, joined by line breaks.
    id, split, group, time, item, source, gold
        One column each, or None.
    sides
        The two columns of things that were compared.
    context
        Columns of what is known of each vote, as COLUMN or COLUMN=NAME.
    drop
        Columns to leave out.
    classes
        Names of the classes, in order.
    answers
        What votes are: classes, ordered, tags or numbers; None to find out.
    """

    label: tuple[str, ...] = ()
    several: bool = False
    text: tuple[str, ...] = ()
    id: str | None = None
    split: str | None = None
    group: str | None = None
    time: str | None = None
    item: str | None = None
    source: str | None = None
    gold: str | None = None
    sides: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    classes: tuple[Any, ...] | None = None
    answers: Any = None

    @classmethod
    def of(cls, **options: Any) -> Self:
        """Build from the arguments of `read`, where one name may stand for a list of one."""
        label = options["label"]
        options["several"] = label is not None and not isinstance(label, str) and len(label) > 1
        for name in ("label", "text", "drop", "context", "sides"):
            options[name] = listed(options[name])
        if options["classes"] is not None:
            options["classes"] = tuple(options["classes"])
        wanted = cls(**options)
        if len(wanted.sides) not in (0, 2):
            rule = "sides must be two columns, of the first and of the second thing"
            raise DataError(WHO, rule, got=shown(wanted.sides))
        if not wanted.sides and (wanted.item is None) != (wanted.source is None):
            rule = "votes in rows need both the column of the item and that of the source"
            got = "only " + ("item" if wanted.item else "source")
            raise DataError(WHO, rule, got=got, fix="Name both, and the label.")
        return wanted

    @property
    def known(self) -> dict[str, str]:
        """Column -> what it is called of what is known of each vote."""
        pairs = (one.partition("=") for one in self.context)
        return {column: name or column for column, _, name in pairs}

    @property
    def roles(self) -> dict[str, tuple[str, ...]]:
        """Role -> its columns, for roles that have some."""
        single = {f.name: getattr(self, f.name) for f in fields(self) if f.name in SINGLE}
        found = {"label": self.label, "text": self.text, "sides": self.sides}
        found["context"] = tuple(self.known)
        found |= {name: (column,) for name, column in single.items() if column is not None}
        return {name: columns for name, columns in found.items() if columns}

    @property
    def spoken_for(self) -> set[str]:
        """Columns that are no columns of the table: those with a role, and those dropped."""
        return {c for columns in self.roles.values() for c in columns} | set(self.drop)

    @property
    def kept_as_written(self) -> set[str]:
        """Columns whose values are names, so that 007 stays 007."""
        return self.spoken_for - {self.time}

    def check(self, columns: Sequence[str], where: str = "") -> None:
        """Raise unless every column that was named is there, once and in one role."""
        twice = sorted({c for c in columns if columns.count(c) > 1})
        if twice:
            rule = "names of columns must differ"
            fix = "Rename one of them."
            raise DataError(WHO, rule, got=f"{twice[0]!r} twice", where=where, fix=fix)
        taken: dict[str, str] = {}
        for role, names in [*self.roles.items(), ("drop", self.drop)]:
            for name in names:
                if name not in columns:
                    raise _not_there(role, name, columns, where)
                if name in taken and {role, taken[name]} != {"drop"}:
                    rule = "a column can have one role"
                    got = f"{name!r} as {taken[name]} and as {role}"
                    raise DataError(WHO, rule, got=got, where=where)
                taken[name] = role


SINGLE = ("id", "split", "group", "time", "item", "source", "gold")


def listed(value: str | Iterable[str] | None) -> tuple[str, ...]:
    """Return one name, several or none as a tuple."""
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(value)


def shown(names: Sequence[str]) -> str:
    """Return the names as a list to print, cut short."""
    text = ", ".join(map(str, names[:SHOWN]))
    return f"{text}, ... ({len(names)} in all)" if len(names) > SHOWN else text


def _not_there(role: str, name: str, columns: Sequence[str], where: str) -> DataError:
    lower = {c.lower(): c for c in reversed(columns)}
    near = get_close_matches(str(name).lower(), lower, n=1)
    fix = f"Did you mean {lower[near[0]]!r}? " if near else ""
    rule = f"the column for {role} must be there"
    fix += f"There are: {shown(columns)}."
    return DataError(WHO, rule, got=repr(name), where=where, fix=fix)


def no_label(columns: Columns, where: str = "") -> DataError:
    """Return the error that no column was named as the label, with those that look like one."""
    names = list(columns)
    likely = [n for n in names if n.lower() in LIKELY]
    # The label is oftener the last column than the first.
    likely += [n for n in reversed(names) if n not in likely and _few_values(columns[n])]
    rule = "the column with the labels must be named"
    fix = "Name it: --label NAME, or label=NAME. "
    fix += f"These look like labels: {shown(likely[:8])}." if likely else "None looks like one."
    return DataError(WHO, rule, got=f"columns {shown(names)}", where=where, fix=fix)


def _few_values(column: Any) -> bool:
    if column.dtype.kind == "f" and not np.all(np.mod(column[np.isfinite(column)], 1) == 0):
        return False
    try:
        distinct = len(set(column[:5000].tolist()) - {None})
    except TypeError:
        return True  # lists: several labels an item
    return 2 <= distinct <= max(2, min(50, len(column) // 5))
