"""What a reviewer sees of one item."""

from collections.abc import Mapping
from typing import Any

import msgspec
import numpy as np

from assay.ledger import Decision
from assay.report.plain import number
from assay.review.content import BESIDE
from assay.review.index import Index
from assay.review.state import State
from assay.types import Ints

#: Examples of a class beside a card.
EXAMPLES = 4
Card = dict[str, Any]


class Cards:
    """Makes cards from the index and from what was decided.

    Parameters
    ----------
    index, state
        The items, and what was decided of them.
    """

    def __init__(self, index: Index, state: State) -> None:
        self._index, self._state = index, state
        self._codes = [
            (code, index.finding(code)) for code in ["flagged", *index.facts["finding_codes"]]
        ]

    def cards(self, rows: Ints, by: str, *, openly: bool = False) -> list[Card]:
        """Return the cards of these items.

        Parameters
        ----------
        rows
            The items.
        by
            Who looks: what others decided is hidden until they decided too.
        openly
            Show what others decided in any case.
        """
        seen: dict[int, dict[str, Any]] = {}
        found = []
        for row in rows.tolist():
            of_item = self._state.standing.get(row, {})
            mine = of_item.get(by)
            others = [told(one) for name, one in sorted(of_item.items()) if name != by]
            found.append(
                self._card(row, seen)
                | {
                    "decision": None if mine is None else told(mine),
                    "others": others if openly or mine is not None else [],
                }
            )
        return found

    def _card(self, row: int, seen: dict[int, dict[str, Any]]) -> Card:
        index, arrays = self._index, self._index.arrays
        split = int(arrays["split"][row])
        return {
            "key": index.key(row),
            "row": row,
            "given": index.said("given", row),
            "suggested": index.said("suggested", row),
            "p_wrong": number(arrays["p_wrong"][row]),
            "score": number(arrays["score"][row]),
            "reason": index.texts["reason"][row],
            "split": index.facts["splits"][split] if split >= 0 else None,
            "protected": bool(arrays["protected"][row]),
            "findings": [code for code, about in self._codes if about[row]],
            "cluster": int(arrays["cluster"][row]) if "cluster" in arrays else None,
            "content": index.content(row),
            "votes": self._votes(row),
            "neighbours": self._neighbours(row, seen),
            "examples": {
                "given": self.examples(row, "given", seen),
                "suggested": self.examples(row, "suggested", seen),
            },
            "alternatives": self._alternatives(row),
        }

    def beside(self, row: int, seen: dict[int, dict[str, Any]]) -> dict[str, Any]:
        """Return an item as it stands beside another: its name, label and content."""
        if row not in seen:
            seen[row] = {
                "key": self._index.key(row),
                "label": self._index.said("given", row),
                "content": self._index.content(row, BESIDE),
            }
        return seen[row]

    def _votes(self, row: int) -> list[Any]:
        if "votes" not in self._index.texts:
            return []
        found: list[Any] = msgspec.json.decode(self._index.texts["votes"].raw(row))
        return found

    def _neighbours(self, row: int, seen: dict[int, dict[str, Any]]) -> list[dict[str, Any]]:
        arrays = self._index.arrays
        if "near" not in arrays:
            return []
        pairs = zip(arrays["near"][row].tolist(), arrays["near_distance"][row], strict=True)
        return [
            self.beside(other, seen) | {"distance": number(distance)}
            for other, distance in pairs
            if other >= 0
        ]

    def examples(self, row: int, name: str, seen: dict[int, dict[str, Any]]) -> list[Any]:
        """Return typical items of the class an item was given, or of that which is suggested."""
        arrays = self._index.arrays
        if "typical" not in arrays:
            return []
        label = int(arrays[name][row])
        if label < 0 or (name == "suggested" and label == int(arrays["given"][row])):
            return []
        rows = [other for other in arrays["typical"][label].tolist() if other not in (-1, row)]
        found = [self.beside(other, seen) for other in rows[:EXAMPLES]]
        return [{"key": one["key"], "content": one["content"]} for one in found]

    def _alternatives(self, row: int) -> list[dict[str, Any]]:
        arrays = self._index.arrays
        if "likely" not in arrays:
            return []
        pairs = zip(arrays["likely"][row].tolist(), arrays["likely_chance"][row], strict=True)
        return [{"label": self._index.classes[k], "p": number(p)} for k, p in pairs if p > 0]

    def rows_of_table(self, rows: Ints) -> list[dict[str, Any]]:
        """Return items as the rows of a table: short, and with what was decided."""
        index, arrays, state = self._index, self._index.arrays, self._state
        made = []
        for row in rows.tolist():
            split, said = int(arrays["split"][row]), state.standing.get(row, {})
            one = decided(said)
            decisions = int(state.reviewers[row])
            stands = "disagreed" if state.disagreed[row] else "decided" if decisions else "open"
            made.append(
                {
                    "key": index.key(row),
                    "row": row,
                    "given": index.said("given", row),
                    "suggested": index.said("suggested", row),
                    "p_wrong": number(arrays["p_wrong"][row]),
                    "split": index.facts["splits"][split] if split >= 0 else None,
                    "state": stands,
                    "verdict": one.verdict if one else None,
                    "new": _new(one) if one else None,
                    "by": sorted(said),
                    "content": index.content(row, BESIDE // 3),
                }
            )
        return made


def told(decision: Decision) -> dict[str, Any]:
    """Return a decision as a page knows it."""
    plain = {"old": None, "new": None, "why": "", "batch": "", "settles": False}
    return {"id": decision.id} | plain | decision.plain()


def decided(said: Mapping[str, Decision]) -> Decision | None:
    """Return what reviewers agree on, None where they don't."""
    from assay.ledger.standing import agreed

    return agreed(one for one in said.values() if one.verdict != "skip")


def _new(decision: Decision) -> Any:
    if decision.verdict == "confirm":
        return decision.old
    return list(decision.new) if isinstance(decision.new, tuple) else decision.new


def one_after_another(order: Ints | None, mask: Any, after: int, limit: int) -> tuple[Ints, int]:
    """Return the next items of an order that a mask holds, and the place behind the last one.

    Looks at ever longer pieces, so that the first page of many costs nothing and the last item
    of a million takes some milliseconds.

    Parameters
    ----------
    order
        (n,) rows, best first; None for rows as they are.
    mask
        (n,) which items are meant.
    after
        Place to begin at.
    limit
        Items wanted.
    """
    found: list[Ints] = []
    place, step, n, have = after, 4096, len(mask), 0
    while place < n and have < limit:
        stop = min(n, place + step)
        rows = np.arange(place, stop) if order is None else np.asarray(order[place:stop])
        hits = np.flatnonzero(mask[rows])[: limit - have]
        have += len(hits)
        found.append(rows[hits])
        place = place + int(hits[-1]) + 1 if have == limit else stop
        step *= 4
    rows = np.concatenate(found) if found else np.empty(0, np.int64)
    return rows, place
