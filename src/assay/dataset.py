"""Evidence plus what is known of the items."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from typing import Any, Literal, Self

import numpy as np
from scipy.sparse import csr_array

from assay.errors import DataError, ExtraError
from assay.evidence import Evidence, freeze
from assay.results import Finding
from assay.types import Array, Columns, Floats, Ints, Objects

WHO = "Dataset"
Kind = Literal["images", "texts", "table", "features", "predictions", "labels"]


@dataclass(frozen=True, eq=False)
class Neighbours:
    """The nearest other items of every item.

    Parameters
    ----------
    index
        (n, k) items, nearest first; never the item itself.
    distance
        (n, k) distances, not falling along a row.
    """

    index: Ints
    distance: Floats

    def __post_init__(self) -> None:
        if self.index.shape != self.distance.shape or self.index.ndim != 2:
            rule = "index and distance of neighbours must have one shape (items, k)"
            got = f"{self.index.shape} and {self.distance.shape}"
            raise DataError(WHO, rule, got=got)


@dataclass(frozen=True, eq=False)
class Images:
    """Pictures, in memory or on disk.

    Parameters
    ----------
    pixels
        (n, height, width) or (n, height, width, 3) of uint8, or None.
    paths
        n files, or None.
    """

    pixels: Array | None = None
    paths: tuple[Path, ...] | None = None

    def __len__(self) -> int:
        return len(self.pixels) if self.pixels is not None else len(self.paths or ())

    def load(self, item: int) -> Array:
        """Return one picture, (height, width, 3) of uint8."""
        if self.pixels is not None:
            image = self.pixels[item]
            return np.repeat(image[:, :, None], 3, axis=2) if image.ndim == 2 else image
        try:
            from PIL import Image, ImageOps
        except ImportError:
            raise ExtraError.of("Images", "pillow", "images") from None
        with Image.open((self.paths or ())[item]) as file:
            return np.asarray(ImageOps.exif_transpose(file).convert("RGB"), np.uint8)


@dataclass(frozen=True, eq=False)
class Dataset:
    """Evidence plus what is known of the items; never changed in place.

    Parameters
    ----------
    evidence
        What was said of the n items.
    ids
        (n,) the user's names of the items; row numbers by default.
    columns
        What a table says of the items, apart from label and ids; see `assay.types.Columns`.
    texts
        (n,) of str; "" where there is none.
    images
        n pictures.
    features
        (n, d) numbers.
    predictions
        (n, K) out-of-sample class probabilities; of each tag, where the truth is any_of; (n,) or
        (n, r) numbers, where it is a number.
    neighbours
        Nearest other items.
    graph
        (n, n) sparse weights of links between items, at [from, to]; none to itself.
    groups
        (n,) items of one group must stay together (one household, one patient).
    split
        (n,) of str: "train", "test", ...; "" for none.
    time
        (n,) when an item was made or labelled, as numbers.
    sides
        (n, 2) names of the two things of every pair, where items are comparisons.
    gold
        (n,) index of the true class of items that somebody checked, -1 for the others.
    name
        What the user calls the data, for reports.
    origin
        The file or folder it was read from, and the options, for exact commands.
    notes
        What reading noticed: broken images, mixed types, texts cut short.
    """

    evidence: Evidence
    ids: Array | None = None
    columns: Columns = field(default_factory=dict)
    texts: Objects | None = None
    images: Images | None = None
    features: Floats | None = None
    predictions: Floats | None = None
    neighbours: Neighbours | None = None
    graph: csr_array | None = None
    groups: Array | None = None
    split: Array | None = None
    time: Floats | None = None
    sides: Array | None = None
    gold: Ints | None = None
    name: str = "data"
    origin: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[Finding, ...] = ()

    def __post_init__(self) -> None:
        n = self.evidence.n_items
        if self.ids is None:
            object.__setattr__(self, "ids", np.arange(n))
        if self.graph is not None:
            object.__setattr__(self, "graph", csr_array(self.graph))
        for name in ITEMWISE:
            part = getattr(self, name)
            if part is None:
                continue
            if _length(part) != n:
                rule = f"{name} must have one row an item, {n}"
                raise DataError(WHO, rule, got=str(_length(part)))
            if isinstance(part, np.ndarray):
                object.__setattr__(self, name, freeze(part))
        for name, column in self.columns.items():
            if len(column) != n:
                rule = f"every column must have one value an item, {n}"
                raise DataError(WHO, rule, got=str(len(column)), where=f"column {name!r}")

    @property
    def n_items(self) -> int:
        """Number of items."""
        return self.evidence.n_items

    @property
    def classes(self) -> tuple[str, ...]:
        """Names of the K classes."""
        return self.evidence.classes

    @cached_property
    def labels(self) -> Ints:
        """(n,) index of the given label, -1 for unlabelled."""
        return freeze(self.evidence.given)

    @property
    def kind(self) -> Kind:
        """What the items are to a person who looks at them."""
        if self.images is not None:
            return "images"
        if self.texts is not None:
            return "texts"
        if self.columns:
            return "table"
        if self.features is not None:
            return "features"
        return "predictions" if self.predictions is not None else "labels"

    @property
    def parts(self) -> dict[str, Any]:
        """What there is, by the names that methods ask for."""
        found = {f.name: getattr(self, f.name) for f in fields(self) if f.name in PARTS}
        found = {name: part for name, part in found.items() if part is not None}
        if not self.columns:
            found.pop("columns", None)
        found["n_items"] = self.n_items
        if self.kind in ("images", "texts", "table"):
            # Only where there is a thing to look at can features be made of it.
            found["kind"] = self.kind
        kind = self.evidence.truth.kind
        if kind in OWN_PREDICTIONS and "predictions" in found:
            found[OWN_PREDICTIONS[kind]] = found.pop("predictions")
        if kind != "number":
            found["classes"] = self.classes
        if kind not in OWN_PREDICTIONS:
            found["labels"] = self.labels
        return found

    def replace(self, **changes: Any) -> Self:
        """Return a data set with some parts changed."""
        return replace(self, **changes)

    @cached_property
    def digest(self) -> str:
        """Hash of the evidence and of every part, the same on every machine."""
        return "blake2b:" + fingerprint(
            {f.name: getattr(self, f.name) for f in fields(self) if f.name not in UNHASHED}
        )


PARTS = (
    "evidence", "columns", "texts", "images", "features", "predictions", "neighbours",
    "graph", "groups", "split", "time", "sides", "gold",
)  # fmt: skip
ITEMWISE = (
    "ids", "texts", "images", "features", "predictions", "neighbours", "graph", "groups", "split",
    "time", "sides", "gold",
)  # fmt: skip
#: What predictions of sets of tags and of numbers are called among the parts.
OWN_PREDICTIONS = {"any_of": "tag_predictions", "number": "number_predictions"}
UNHASHED = ("name", "origin", "notes")


def _length(part: Any) -> int:
    if isinstance(part, Neighbours):
        return len(part.index)
    return int(part.shape[0]) if hasattr(part, "shape") else len(part)


def fingerprint(value: Any) -> str:
    """Return a hex digest of nested plain values, arrays, sparse arrays and our own values."""
    digest = blake2b(digest_size=16)
    _feed(digest, value)
    return digest.hexdigest()


class _Words(dict[tuple[type, Any], str]):
    """Kind, length and words of a value, put together once for all that are equal."""

    def __missing__(self, key: tuple[type, Any]) -> str:
        words = str(key[1])
        self[key] = f"{key[0].__name__[0]}{len(words)}:{words}"
        return self[key]


def _told(values: list[Any]) -> str:
    try:
        return "".join(map(_Words().__getitem__, zip(map(type, values), values, strict=True)))
    except TypeError:  # A list among the values can't be looked up.
        return "".join(_Words().__missing__((type(v), str(v))) for v in values)


def _feed(digest: Any, value: Any) -> None:
    match value:
        case np.ndarray() if value.dtype == object:
            digest.update(f"objects{value.shape}".encode())
            digest.update(_told(value.ravel().tolist()).encode("utf-8", "surrogatepass"))
        case np.ndarray():
            digest.update(f"{value.dtype.str}{value.shape}".encode())
            digest.update(np.ascontiguousarray(value).data if value.size else b"")
        case csr_array():
            _feed(digest, [value.shape, value.data, value.indices, value.indptr])
        case Mapping():
            for key in sorted(value):
                digest.update(f"{key!r}=".encode("utf-8", "surrogatepass"))
                _feed(digest, value[key])
        case list() | tuple():
            digest.update(f"[{len(value)};".encode())
            for part in value:
                _feed(digest, part)
        case Path():
            stat = value.stat()
            digest.update(f"{value.name}:{stat.st_size}".encode())
            digest.update(value.read_bytes())
        case _ if hasattr(value, "__dataclass_fields__"):
            _feed(digest, {name: getattr(value, name) for name in value.__dataclass_fields__})
        case _:
            digest.update(f"{value!r};".encode("utf-8", "surrogatepass"))
