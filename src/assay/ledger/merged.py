"""Several patches into one: what agrees is kept, what differs is listed, nothing is guessed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assay.errors import DataError
from assay.ledger.decision import Decision
from assay.ledger.line import line_of
from assay.ledger.patch import Patch, place_of
from assay.ledger.standing import Conflict, agreed

WHO = "merge"


@dataclass(frozen=True)
class Merged:
    """What became of several patches.

    Parameters
    ----------
    patch
        What they agree on.
    conflicts
        Items on which they don't, in the order of a patch.
    """

    patch: Patch
    conflicts: tuple[Conflict, ...] = ()


def merge(
    patches: Sequence[Patch], *, base: Patch | None = None, prefer: Patch | None = None
) -> Merged:
    """Merge patches of the same data, item by item.

    Decisions agree where they come to the same label. One that settles stands above those that
    don't, and one that another names in `replaces` is taken back. The order of the patches makes
    no difference.

    Parameters
    ----------
    patches
        At least one.
    base
        What they all began with: then what only one side changed or took out is no conflict.
    prefer
        The patch that is believed where decisions differ.

    Examples
    --------
    >>> from assay.ledger import Decision
    >>> def one(new):
    ...     return Decision("7", "relabel", new=new, at="2026-01-31T12:00:00.000Z")
    >>> cat, dog = Patch((one("cat"),)), Patch((one("dog"),))
    >>> len(merge([cat, dog]).conflicts), merge([cat, dog], prefer=cat).patch == cat
    (1, True)
    """
    known = [*patches, *([base] if base else []), *([prefer] if prefer else [])]
    _check_same(known)
    sides = [_by_item(patch) for patch in patches]
    began = None if base is None else _by_item(base)
    believed = {} if prefer is None else _by_item(prefer)
    kept, conflicts = [], []
    for item in {one.item for patch in patches for one in patch.decisions}:
        said = [side.get(item) for side in sides]
        one, differ = _one_item(said, began, item)
        if differ and item in believed:
            kept.append(believed[item])
        elif differ:
            conflicts.append(Conflict(item, differ))
        elif one is not None:
            kept.append(one)
    conflicts.sort(key=lambda conflict: place_of(conflict.decisions[0]))
    # Any of them would do; the choice must not hang on their order.
    about = min(known, key=lambda patch: line_of(patch.header))
    return Merged(about.only(kept), tuple(conflicts))


def _by_item(patch: Patch) -> dict[str, Decision]:
    return {one.item: one for one in patch.decisions}


def _one_item(
    said: Sequence[Decision | None], began: Mapping[str, Decision] | None, item: str
) -> tuple[Decision | None, tuple[Decision, ...]]:
    """Return the decision on one item, and those that differ: both empty where it was taken out."""
    if began is not None:
        before = began.get(item)
        changed = [one for one in said if _id(one) != _id(before)]
        if not changed:
            return before, ()
        if before is not None and all(one is None for one in changed):
            return None, ()
        if before is not None and None in changed:
            # One side took it out, another changed it.
            return None, _ordered([before, *changed])
        said = changed
    there = _ordered(said)
    one = agreed(there)
    return (one, ()) if one is not None else (None, there)


def _id(decision: Decision | None) -> str:
    return "" if decision is None else decision.id


def _ordered(said: Sequence[Decision | None]) -> tuple[Decision, ...]:
    """Return the decisions that differ in anything, earliest first."""
    found = {one.id: one for one in said if one is not None}
    return tuple(sorted(found.values(), key=lambda one: (one.at, one.id)))


def _check_same(patches: Sequence[Patch]) -> None:
    rules: dict[str, Any] = {
        "field": "be of one field",
        "key": "name items by one column",
        "data": "be made for the same data",
    }
    if not patches:
        raise DataError(WHO, "there must be a patch to merge", got="none")
    for name, rule in rules.items():
        values = sorted({getattr(patch, name) for patch in patches})
        if len(values) > 1:
            got = " and ".join(map(repr, values))
            fix = "Apply one, audit again, and review the rest there." if name == "data" else ""
            raise DataError(WHO, f"patches must {rule}", got=got, fix=fix)
