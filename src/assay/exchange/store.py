"""What exchange asks of a review."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

from assay.ledger import Ledger
from assay.types import Array


class Store(Protocol):
    """A review that is open."""

    @property
    def ledger(self) -> Ledger:
        """The decisions."""
        ...

    def info(self) -> Mapping[str, Any]:
        """Return what the review is about: name, field, truth, classes, digest."""
        ...

    def records(self, where: Mapping[str, Any] = ...) -> Iterator[Mapping[str, Any]]:
        """Yield the items, unabridged, in the order of the data."""
        ...

    def find(self, keys: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
        """Return row, given and split of the items of these names."""
        ...

    def image(self, key: str, side: int) -> tuple[bytes, str]:
        """Return a picture of at most `side` pixels, and its media type."""
        ...

    def picture(self, key: str) -> Array:
        """Return the whole picture."""
        ...
