"""A review of an audit: what is looked at, in which order, and what was decided."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from threading import Lock
from typing import Any, Self

import numpy as np

from assay.dataset import Dataset
from assay.ledger import Ledger
from assay.registry import Parts
from assay.review import judging, lists, records, views
from assay.review.again import Again
from assay.review.bulk import Previews
from assay.review.cards import Card, Cards, told
from assay.review.deciding import VERDICTS, reviewer
from assay.review.filters import Filters
from assay.review.index import Index
from assay.review.leases import Leases
from assay.review.pictures import Pictures
from assay.review.ranking import population_of
from assay.review.sayings import Sayings
from assay.review.state import State
from assay.types import Array

Where = Mapping[str, Any]


class Review:
    """What the review app asks: plain values, from any thread.

    Parameters
    ----------
    folder
        `review` in the folder of the audit: it holds the index and the ledger.
    again
        Reads the data again, when they are asked for.
    parts
        Makes their parts, when they are asked for.
    double
        Share of the items that two reviewers look at.
    """

    def __init__(
        self,
        folder: Path,
        again: Callable[[], Again],
        parts: Callable[[Again], Parts],
        double: float,
    ) -> None:
        self.folder, self.audit, self.double = folder, folder.parent, double
        self.index = Index(folder / "index")
        self.ledger = Ledger(folder / "ledger.sqlite")
        self.state = State(self.index, self.ledger)
        self.filters = Filters(self.index, self.state, double)
        self.cards, self.pictures = Cards(self.index, self.state), Pictures(self.index)
        self.leases, self.previews = Leases(), Previews()
        self._again, self._parts = again, parts
        self._lock, self._making, self._held = Lock(), dict[str, Lock](), dict[str, Any]()
        self.state.follow()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let the files go."""
        self.ledger.close()
        self.index.close()

    @property
    def sequence(self) -> int:
        """Number of the last decision."""
        return self.ledger.sequence

    def dataset(self) -> Dataset:
        """Return the data as they were audited."""
        return self.again().audited

    def again(self) -> Again:
        """Return the data as they were read; they are read when this is asked first."""
        found: Again = self._once("again", self._again)
        return found

    def parts(self) -> Parts:
        """Return what can be made of the data."""
        made: Parts = self._once("parts", lambda: self._parts(self.again()))
        return made

    def _once(self, name: str, make: Callable[[], Any]) -> Any:
        """Return what is made when it is asked for first; others who ask wait for it."""
        with self._lock:
            making = self._making.setdefault(name, Lock())
        with making:
            if name not in self._held:
                self._held[name] = make()
            return self._held[name]

    def info(self) -> dict[str, Any]:
        """Return what is under review, and by whom."""
        self.state.follow()
        facts, arrays = self.index.facts, self.index.arrays
        names = (
            "name", "kind", "noun", "truth", "field", "digest", "n_items", "classes", "splits",
            "test_splits", "clusters", "orders", "votes", "cells",
        )  # fmt: skip
        flagged = {
            "code": "flagged",
            "severity": "note",
            "message": "Labels that are flagged as likely wrong.",
            "n_items": int(np.count_nonzero(arrays["flagged"])),
        }
        present = [{"name": n, "holds": held} for n, held in self.leases.present().items()]
        return {name: facts[name] for name in names} | {
            "findings": [flagged, *facts["findings"]],
            "map": "points" in arrays,
            "verdicts": list(VERDICTS[self.index.truth]),
            "reviewers": self.state.names,
            "present": present,
            "double": self.double,
        }

    def queue(
        self,
        by: str,
        order: str = "likely",
        where: Where = {},  # noqa: B006 - never changed
        after: str | None = None,
        limit: int = 20,
    ) -> dict[str, Any]:
        """Return the next items for a reviewer."""
        return lists.queue(self, reviewer(by), order, dict(where), after, limit)

    def card(self, key: str, by: str) -> Card:
        """Return the card of one item."""
        self.state.follow()
        return self.cards.cards(np.array([self.index.row(key)]), by)[0]

    def image(self, key: str, side: int = 320) -> tuple[bytes, str]:
        """Return the picture of an item and its media type."""
        return self.pictures(self.index.row(key), side)

    def table(
        self,
        where: Where = {},  # noqa: B006 - never changed
        sort: str = "likely",
        after: str | None = None,
        limit: int = 50,
    ) -> dict[str, Any]:
        """Return the next rows of the table."""
        return lists.table(self, dict(where), sort, after, limit)

    def disagreements(self) -> dict[str, Any]:
        """Return the cards of items that reviewers judged differently."""
        self.state.follow()
        rows = np.flatnonzero(self.state.disagreed)[:500]
        return {"items": self.cards.cards(rows, "", openly=True)}

    def history(self, key: str | None = None) -> list[dict[str, Any]]:
        """Return every decision on an item, or on all."""
        return [{"seq": seq} | told(one) for seq, one in self.ledger.history(item=key)]

    def decide(self, by: str, decisions: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        """Save what a reviewer decided; what breaks a rule is refused, the rest is saved."""
        return judging.decide(self, reviewer(by), decisions)

    def undo(self, by: str, of: str | None = None, event: str = "") -> dict[str, Any]:
        """Take back what a reviewer decided last, or a decision or batch of theirs."""
        undone = self.ledger.undo(by=reviewer(by), of=of, event=event)
        self.state.follow()
        return {"undone": [{"id": one.replaces, "key": one.item} for one in undone]}

    def bulk_preview(
        self, by: str, where: Where, verdict: str, new: Any = "suggested"
    ) -> dict[str, Any]:
        """Return what deciding on many items at once would do, and the token to do it."""
        return judging.preview(self, reviewer(by), where, verdict, new)

    def bulk(self, by: str, event: str, token: str) -> dict[str, Any]:
        """Decide on the items of a preview, all or none."""
        return judging.bulk(self, reviewer(by), event, token)

    def confusion(self, where: Where = {}) -> dict[str, Any]:  # noqa: B006 - never changed
        """Return how often each class was given and another is suggested."""
        return views.confusion(self, dict(where))

    def points(self, where: Where = {}, limit: int = 5000) -> dict[str, Any]:  # noqa: B006
        """Return items as points on the map."""
        return views.points(self, dict(where), limit)

    def classes(self) -> list[dict[str, Any]]:
        """Return what there is to say of each class."""
        return views.classes(self)

    def class_page(self, name: str) -> dict[str, Any]:
        """Return typical and borderline items of a class."""
        return views.class_page(self, name)

    def records(self, where: Where = {}) -> Iterator[dict[str, Any]]:  # noqa: B006
        """Yield the items, unabridged and with their decisions, in the order of the data."""
        return records.records(self, dict(where))

    def find(self, keys: Sequence[str]) -> dict[str, dict[str, Any]]:
        """Return row, given label and split of the items of these names."""
        return records.find(self, keys)

    def picture(self, key: str) -> Array:
        """Return the whole picture of an item, (height, width, 3) of uint8."""
        return self.pictures.whole(self.index.row(key))

    def population(self) -> Any:
        """Return the items as the numbers of the board need them."""
        return self._once("population", lambda: population_of(self.index))

    def words(self, k: int) -> list[str]:
        """Return words that tell the texts of a class from the others."""
        sayings: Sayings = self._once("sayings", lambda: Sayings(self.index))
        return sayings.of(k)

    def board(self, by: str) -> dict[str, Any]:
        """Return where the review stands."""
        from assay.review.board import board

        self.state.follow()
        return board(self, reviewer(by))

    def explain(self, key: str) -> dict[str, Any] | None:
        """Return why an item's label is suggested, column by column; None but for tables."""
        from assay.review.explaining import Explaining

        found: Explaining = self._once("explaining", lambda: Explaining(self))
        return found.of(self.index.row(key))

    def instructions(self) -> str:
        """Return instructions for annotators, as Markdown."""
        from assay.review.instructions import instructions

        return instructions(self)
