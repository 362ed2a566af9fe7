"""What was said about each item, and by whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Self

import numpy as np
from scipy.sparse import csr_array, vstack

from assay.codes import check_range
from assay.codes import encode as encode
from assay.errors import DataError
from assay.truth import Source as Source
from assay.truth import SourceKind as SourceKind
from assay.truth import Truth as Truth
from assay.truth import any_of as any_of
from assay.truth import number as number
from assay.truth import one_of as one_of
from assay.truth import ordered as ordered
from assay.types import Array, Bools, Floats, Ints
from assay.weights import about, check_weights, items_of
from assay.weights import heaviest as heaviest

WHO = "Evidence"


def freeze(array: Array) -> Array:
    """Return a view of the array that is closed to writing."""
    view = array.view()
    view.setflags(write=False)
    return view


@dataclass(frozen=True, eq=False)
class Evidence:
    """Claims about the truth, one row a claim; never changed in place.

    Parameters
    ----------
    truth
        What the claims are about.
    n_items
        Number of items; an item without claims is unlabelled.
    item
        (E,) which item each claim is about, in 0..n_items-1.
    source
        (E,) who made it, in 0..S-1.
    claim
        (E, K) sparse, the weight the claim gives each class, at least 0: one-hot for a hard
        label, several ones for a candidate set, a distribution for a soft label. For a
        number: (E, 1), the value.
    negated
        (E,) the claim says "none of these".
    sources
        The S sources.
    context
        What is known of each claim beyond what it says, by name, (E,) each: "time" (seconds, as
        numbers), "position", "version", ...
    """

    truth: Truth
    n_items: int
    item: Ints
    source: Ints
    claim: csr_array
    negated: Bools
    sources: tuple[Source, ...]
    context: Mapping[str, Array] = field(default_factory=dict)

    def __post_init__(self) -> None:
        claims = len(self.item)
        context = {name: np.asarray(array) for name, array in self.context.items()}
        for name, array in context.items():
            if array.shape != (claims,):
                rule = f"context {name!r} must have one value a claim, shape ({claims},)"
                raise DataError(WHO, rule, got=f"shape {array.shape}")
        object.__setattr__(self, "context", {n: freeze(a) for n, a in context.items()})
        for name in ("item", "source", "negated"):
            array = np.asarray(getattr(self, name))
            if array.shape != (claims,):
                rule = f"{name} must have one value a claim, shape ({claims},)"
                raise DataError(WHO, rule, got=f"shape {array.shape}")
            object.__setattr__(self, name, freeze(array))
        check_range("item", self.item, self.n_items)
        check_range("source", self.source, len(self.sources))
        claim = csr_array(self.claim)
        if claim.shape != (claims, self.truth.width):
            rule = f"claim must have shape (claims, classes) = {(claims, self.truth.width)}"
            raise DataError(WHO, rule, got=f"shape {claim.shape}")
        if self.truth.kind != "number":
            check_weights(claim, np.asarray(self.negated))
        claim.data, claim.indices, claim.indptr = map(
            freeze, (claim.data, claim.indices, claim.indptr)
        )
        object.__setattr__(self, "claim", claim)

    @classmethod
    def labels(
        cls, label: Array, classes: Sequence[object] | None = None, name: str = "given"
    ) -> Self:
        """Build evidence from one label an item.

        Parameters
        ----------
        label
            (n,) class names or indices; -1, None and NaN mean unlabelled.
        classes
            Names of the classes; by default those seen, sorted.
        name
            Name of the source.
        """
        codes, names = encode(label, classes)
        said = np.flatnonzero(codes >= 0)
        source = np.zeros(len(said), np.int32)
        return cls._hard(
            one_of(names), len(codes), said, source, codes[said], (Source(name, "given"),)
        )

    @classmethod
    def votes(
        cls,
        item: Array,
        source: Array,
        label: Array,
        classes: Sequence[object] | None = None,
        *,
        n_items: int | None = None,
        kind: SourceKind = "annotator",
    ) -> Self:
        """Build evidence from hard votes, one a row.

        Parameters
        ----------
        item
            (E,) whole numbers from 0.
        source
            (E,) names or whole numbers.
        label
            (E,) class names, or indices into `classes`; -1, None and NaN mean abstain.
        classes
            Names of the classes; by default those seen, sorted.
        n_items
            Number of items; by default the highest `item` plus one.
        kind
            What the sources are.
        """
        codes, names = encode(label, classes)
        item, which, who = about(item, source, len(codes))
        said = codes >= 0
        total, sources = items_of(item, n_items), _named(who, kind)
        if not said.all():
            item, which, codes = item[said], which[said], codes[said]
        return cls._hard(one_of(names), total, item, which, codes, sources)

    @classmethod
    def soft(
        cls, proba: Floats, classes: Sequence[object], name: str = "given", *, negated: bool = False
    ) -> Self:
        """Build evidence from one row of class weights (n, K) an item; a row of NaN abstains.

        Rows of zeros and ones are sets of candidates; `negated` says that it is none of them.
        """
        proba = np.asarray(proba, np.float64)
        said = np.flatnonzero(~np.isnan(proba).all(axis=1))
        return cls(
            one_of(classes), len(proba), said, np.zeros(len(said), np.int32),
            csr_array(proba[said]), np.full(len(said), negated), (Source(name, "given"),),
        )  # fmt: skip

    @classmethod
    def tags(
        cls,
        member: Array,
        classes: Sequence[object],
        said: Bools | None = None,
        name: str = "given",
        *,
        item: Array | None = None,
        source: Array | None = None,
        n_items: int | None = None,
        kind: SourceKind = "annotator",
    ) -> Self:
        """Build evidence from sets of tags: (n, K) zeros and ones; a row not `said` abstains.

        Two claims a row: the tags it has, and, negated, the tags it has not. A row is an item, or
        with `item` and `source` what a source says of an item.
        """
        member = np.asarray(member) > 0
        which, who, names = about(item, source, len(member))
        rows = np.flatnonzero(np.ones(len(member), bool) if said is None else said)
        claim = csr_array(np.concatenate([member[rows], ~member[rows]]).astype(np.float32))
        negated = np.repeat([False, True], len(rows))
        some = np.flatnonzero(np.diff(claim.indptr) > 0)
        at = np.concatenate([rows, rows])[some]
        sources = _named(names, kind) if source is not None else (Source(name, "given"),)
        return cls(
            any_of(classes), items_of(which, n_items), which[at], who[at], claim[some],
            negated[some], sources,
        )  # fmt: skip

    @classmethod
    def numbers(
        cls,
        value: Floats,
        truth: Truth | None = None,
        name: str = "given",
        *,
        item: Array | None = None,
        source: Array | None = None,
        n_items: int | None = None,
        kind: SourceKind = "annotator",
    ) -> Self:
        """Build evidence from one number (n,) an item, or a claim with `item` and `source`.

        NaN abstains.
        """
        value = np.asarray(value, np.float64)
        which, who, names = about(item, source, len(value))
        said = np.flatnonzero(np.isfinite(value))
        claim = csr_array(
            (value[said], np.zeros(len(said), np.int32), np.arange(len(said) + 1)),
            shape=(len(said), 1),
        )
        sources = _named(names, kind) if source is not None else (Source(name, "given"),)
        return cls(
            truth or number(), items_of(which, n_items), which[said], who[said],
            claim, np.zeros(len(said), bool), sources,
        )  # fmt: skip

    @classmethod
    def _hard(
        cls, truth: Truth, n_items: int, item: Ints, source: Ints, codes: Ints,
        sources: tuple[Source, ...],
    ) -> Self:  # fmt: skip
        e = len(codes)
        claim = csr_array(
            (np.ones(e, np.float32), codes.astype(np.int32), np.arange(e + 1)),
            shape=(e, truth.width),
        )
        return cls(truth, n_items, item, source, claim, np.zeros(e, bool), sources)

    @property
    def classes(self) -> tuple[str, ...]:
        """Names of the K classes."""
        return self.truth.classes

    @property
    def n_sources(self) -> int:
        """Number of sources."""
        return len(self.sources)

    @property
    def given(self) -> Ints:
        """(n,) index of the class the first source gives most weight, -1 where it says nothing.

        Only for claims that are not negated, with truth one_of or ordered.
        """
        labels = np.full(self.n_items, -1, np.int64)
        mine = np.flatnonzero((np.asarray(self.source) == 0) & ~np.asarray(self.negated))
        labels[self.item[mine]] = heaviest(self.claim)[mine]
        return labels

    def join(self, other: "Evidence") -> "Evidence":
        """Return the claims of both, about the same items and truth.

        Of the context, what both know is kept.
        """
        if other.truth != self.truth or other.n_items != self.n_items:
            rule = "evidence can be joined when items and classes are the same"
            raise DataError(WHO, rule, got=f"{other.n_items} items, classes {other.classes}")
        return replace(
            self,
            item=np.concatenate([self.item, other.item]),
            source=np.concatenate([self.source, other.source + self.n_sources]),
            claim=vstack([self.claim, other.claim], format="csr"),
            negated=np.concatenate([self.negated, other.negated]),
            sources=self.sources + other.sources,
            context={
                name: np.concatenate([array, other.context[name]])
                for name, array in self.context.items()
                if name in other.context
            },
        )

    def take(self, claims: Array) -> "Evidence":
        """Return these claims only, by index or mask, with all items and sources."""
        rows = np.flatnonzero(claims) if np.asarray(claims).dtype == bool else np.asarray(claims)
        return replace(
            self,
            item=self.item[rows],
            source=self.source[rows],
            claim=self.claim[rows],
            negated=self.negated[rows],
            context={name: array[rows] for name, array in self.context.items()},
        )


def _named(names: Sequence[str], kind: SourceKind) -> tuple[Source, ...]:
    return tuple(Source(name, kind) for name in names)
