"""Decisions as a file one can read, keep in git, review and apply."""

import dataclasses
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Self

from assay.errors import DataError
from assay.ledger import patch_lines
from assay.ledger.decision import VERDICTS, Decision
from assay.ledger.ledger import Ledger
from assay.ledger.protected import is_test
from assay.ledger.whole import write_whole

WHO = "Patch"


@dataclass(frozen=True)
class Patch:
    """What was decided on the labels of one field of one data set: one decision an item.

    As a file it is JSON Lines: a line about the patch, then a line a decision, in the order of
    their items. The same decisions give the same bytes; every line carries the address of what
    it says, and the first how many follow.

    Parameters
    ----------
    decisions
        One an item.
    data
        Digest of the data they were made for.
    key
        Column that names the items; "" where they go by their row.
    field
        Column of the label.
    options
        Options with which the data were read, to tell whether others are the same.
    name
        What the data are called.

    Examples
    --------
    >>> one = Decision("7", "relabel", old="cat", new="dog", at="2026-01-31T12:00:00.000Z")
    >>> patch = Patch((one,), data="blake2b:00", key="id")
    >>> Patch.parse(patch.text) == patch
    True
    """

    decisions: tuple[Decision, ...] = ()
    data: str = ""
    key: str = ""
    field: str = "label"
    options: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    name: str = ""

    def __post_init__(self) -> None:
        ordered = tuple(sorted(self.decisions, key=place_of))
        object.__setattr__(self, "decisions", ordered)
        object.__setattr__(self, "options", dict(sorted(self.options.items())))
        seen: set[str] = set()
        for one in ordered:
            rule = ""
            if one.item in seen:
                rule, got = "a patch must have one decision an item", "two"
            elif one.field != self.field:
                rule, got = f"a patch is of one field, {self.field!r}", repr(one.field)
            elif one.verdict in ("skip", "undo"):
                rule, got = "a patch holds what was decided", one.verdict
            if rule:
                raise DataError(WHO, rule, got=got, where=f"item {one.item!r}")
            seen.add(one.item)

    @classmethod
    def of(cls, ledger: Ledger, **about: Any) -> Self:
        """Build from what is settled in a ledger; disagreements and skipped items stay out.

        Parameters
        ----------
        ledger
            See `Ledger.settled`, which tells the disagreements.
        about
            `data`, `key`, `options`, `name`; the digest by default that of the latest decision.
        """
        settled = ledger.settled()[0].values()
        if settled:
            latest = max(settled, key=lambda one: (one.at, one.id))
            about = {"data": latest.data, "field": latest.field, **about}
        return cls(tuple(settled), **about)

    @classmethod
    def parse(cls, text: str | bytes, where: str = "") -> Self:
        """Build from the text of a file; raise with the line that is wrong."""
        header, decisions = patch_lines.parsed(text, where)
        return cls(tuple(decisions), **header)

    @classmethod
    def read(cls, path: str | Path) -> Self:
        """Read a file; raise with the line that is wrong."""
        return cls.parse(patch_lines.bytes_of(Path(path)), str(path))

    def write(self, path: str | Path) -> None:
        """Write the file, whole or not at all."""
        write_whole(Path(path), self.text.encode())

    @cached_property
    def text(self) -> str:
        """What the file holds."""
        return patch_lines.told(self.header, self.decisions)

    @property
    def header(self) -> dict[str, Any]:
        """The line about the patch."""
        counts = Counter(one.verdict for one in self.decisions)
        return {
            "assay-patch": patch_lines.VERSION,
            "name": self.name,
            "data": self.data,
            "key": self.key,
            "field": self.field,
            "decisions": len(self.decisions),
            "verdicts": {verdict: counts[verdict] for verdict in VERDICTS if counts[verdict]},
            "test": sum(is_test(one.split) for one in self.decisions),
            "options": dict(self.options),
        }

    def only(self, decisions: Iterable[Decision]) -> "Patch":
        """Return a patch of other decisions on the same data."""
        return Patch(tuple(decisions), self.data, self.key, self.field, self.options, self.name)

    def __hash__(self) -> int:
        return hash(self.text)


def place_of(decision: Decision) -> tuple[Any, ...]:
    """Return where a decision stands in a patch: by item, whole numbers by their value."""
    item = decision.item
    whole = item.isascii() and item.isdigit() and len(item) < 19
    return (0, int(item), item) if whole else (1, 0, item)
