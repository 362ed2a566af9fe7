"""What was said about each item, and by whom."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, Self

import numpy as np
from scipy.sparse import csr_array, vstack

from assay.errors import DataError
from assay.types import Array, Bools, Floats, Ints

WHO = "Evidence"
SourceKind = Literal["given", "annotator", "rule", "model"]


def freeze(array: Array) -> Array:
    """Return a view of the array that is closed to writing."""
    view = array.view()
    view.setflags(write=False)
    return view


@dataclass(frozen=True)
class Truth:
    """What kind of thing the truth of an item is.

    Parameters
    ----------
    kind
        one_of: exactly one class; any_of: any set of classes; ordered: one of classes that
        have an order; number: a value in [low, high].
    classes
        Names of the K classes, in order; empty for numbers.
    low, high
        Range of a number.
    """

    kind: Literal["one_of", "any_of", "ordered", "number"]
    classes: tuple[str, ...] = ()
    low: float = -np.inf
    high: float = np.inf

    def __post_init__(self) -> None:
        object.__setattr__(self, "classes", tuple(str(name) for name in self.classes))
        if self.kind == "number":
            return
        if not self.classes:
            raise DataError(WHO, "there must be at least one class", got="none")
        if len(set(self.classes)) < len(self.classes):
            twice = next(c for c in self.classes if self.classes.count(c) > 1)
            raise DataError(WHO, "class names must differ", got=f"{twice!r} twice")

    @property
    def width(self) -> int:
        """Columns of a claim: K, or 1 for a number."""
        return 1 if self.kind == "number" else len(self.classes)


def one_of(classes: Sequence[object]) -> Truth:
    """Return the truth that is exactly one of these classes."""
    return Truth("one_of", tuple(map(str, classes)))


def any_of(classes: Sequence[object]) -> Truth:
    """Return the truth that is any set of these classes."""
    return Truth("any_of", tuple(map(str, classes)))


def ordered(classes: Sequence[object]) -> Truth:
    """Return the truth that is one of these classes, lowest first."""
    return Truth("ordered", tuple(map(str, classes)))


def number(low: float = -np.inf, high: float = np.inf) -> Truth:
    """Return the truth that is a number in a range."""
    return Truth("number", low=low, high=high)


@dataclass(frozen=True)
class Source:
    """Who makes claims.

    Parameters
    ----------
    name
        As the user calls it.
    kind
        given: the label that came with the data; annotator: a person; rule: a program;
        model: a classifier or a language model.
    trusted
        Its claims are taken as the truth (gold).
    """

    name: str
    kind: SourceKind = "annotator"
    trusted: bool = False


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
    """

    truth: Truth
    n_items: int
    item: Ints
    source: Ints
    claim: csr_array
    negated: Bools
    sources: tuple[Source, ...]

    def __post_init__(self) -> None:
        claims = len(self.item)
        for name in ("item", "source", "negated"):
            array = np.asarray(getattr(self, name))
            if array.shape != (claims,):
                rule = f"{name} must have one value a claim, shape ({claims},)"
                raise DataError(WHO, rule, got=f"shape {array.shape}")
            object.__setattr__(self, name, freeze(array))
        _check_range("item", self.item, self.n_items)
        _check_range("source", self.source, len(self.sources))
        claim = csr_array(self.claim)
        if claim.shape != (claims, self.truth.width):
            rule = f"claim must have shape (claims, classes) = {(claims, self.truth.width)}"
            raise DataError(WHO, rule, got=f"shape {claim.shape}")
        if self.truth.kind != "number":
            _check_weights(claim, np.asarray(self.negated))
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
        item = np.asarray(item)
        if not np.issubdtype(item.dtype, np.integer):
            fix = "Use np.unique(item, return_inverse=True), or assay.read for a file."
            raise DataError(WHO, "item must be whole numbers from 0", got=str(item.dtype), fix=fix)
        codes, names = encode(label, classes)
        who, which = np.unique(np.asarray(source), return_inverse=True)
        said = codes >= 0
        total = int(item.max(initial=-1)) + 1 if n_items is None else n_items
        sources = tuple(Source(str(w), kind) for w in who)
        if not said.all():
            item, which, codes = item[said], which[said], codes[said]
        return cls._hard(one_of(names), total, item, which.astype(np.int32), codes, sources)

    @classmethod
    def soft(cls, proba: Floats, classes: Sequence[object], name: str = "given") -> Self:
        """Build evidence from one row of class weights (n, K) an item; a row of NaN abstains."""
        proba = np.asarray(proba, np.float64)
        said = np.flatnonzero(~np.isnan(proba).all(axis=1))
        return cls(
            one_of(classes), len(proba), said, np.zeros(len(said), np.int32),
            csr_array(proba[said]), np.zeros(len(said), bool), (Source(name, "given"),),
        )  # fmt: skip

    @classmethod
    def tags(
        cls,
        member: Array,
        classes: Sequence[object],
        said: Bools | None = None,
        name: str = "given",
    ) -> Self:
        """Build evidence from sets of tags: (n, K) zeros and ones; an item not `said` abstains.

        Two rows an item: the tags it has, and, negated, the tags it has not.
        """
        member = np.asarray(member) > 0
        rows = np.flatnonzero(np.ones(len(member), bool) if said is None else said)
        claim = csr_array(np.concatenate([member[rows], ~member[rows]]).astype(np.float32))
        negated = np.repeat([False, True], len(rows))
        item = np.concatenate([rows, rows])
        some = np.diff(claim.indptr) > 0
        return cls(
            any_of(classes), len(member), item[some], np.zeros(int(some.sum()), np.int32),
            claim[np.flatnonzero(some)], negated[some], (Source(name, "given"),),
        )  # fmt: skip

    @classmethod
    def numbers(cls, value: Floats, truth: Truth | None = None, name: str = "given") -> Self:
        """Build evidence from one number (n,) an item; NaN abstains."""
        value = np.asarray(value, np.float64)
        said = np.flatnonzero(np.isfinite(value))
        claim = csr_array(
            (value[said], np.zeros(len(said), np.int32), np.arange(len(said) + 1)),
            shape=(len(said), 1),
        )
        return cls(
            truth or number(), len(value), said, np.zeros(len(said), np.int32),
            claim, np.zeros(len(said), bool), (Source(name, "given"),),
        )  # fmt: skip

    @classmethod
    def _hard(
        cls,
        truth: Truth,
        n_items: int,
        item: Ints,
        source: Ints,
        codes: Ints,
        sources: tuple[Source, ...],
    ) -> Self:
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
        """Return the claims of both, about the same items and truth."""
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
        )


def heaviest(claim: csr_array) -> Ints:
    """Return the (E,) column of each row's greatest weight, the first among equals."""
    if claim.nnz == claim.shape[0] and (np.diff(claim.indptr) == 1).all():
        return np.asarray(claim.indices, np.int64)
    return np.asarray(claim.argmax(axis=1), np.int64).ravel()


def encode(label: Array, classes: Sequence[object] | None = None) -> tuple[Ints, tuple[str, ...]]:
    """Return (n,) class indices, -1 for missing, and the class names.

    Whole numbers with `classes` of another type are taken as indices already; whole numbers
    without `classes` become classes named after them, in order of value, -1 being missing.
    """
    label = np.asarray(label)
    whole = np.issubdtype(label.dtype, np.integer)
    if whole and classes is not None and not all(isinstance(c, int | np.integer) for c in classes):
        _check_range("label", label, len(classes), low=-1)
        return label, tuple(map(str, classes))
    missing = _missing(label)
    seen = label[~missing]
    if classes is None:
        values = _distinct(seen)
    else:
        values = np.asarray(list(classes), object if label.dtype == object else None)
    codes = np.full(len(label), -1, np.int64)
    codes[~missing] = _positions(seen, values)
    return codes, tuple(_name(v) for v in values)


def _name(value: Any) -> str:
    if isinstance(value, float | np.floating) and float(value).is_integer():
        return str(int(value))
    return str(value)


def _missing(label: Array) -> Bools:
    if np.issubdtype(label.dtype, np.integer):
        return np.asarray(label == -1)
    if np.issubdtype(label.dtype, np.floating):
        return np.asarray(np.isnan(label))
    if label.dtype == object:
        return np.array([v is None or v != v for v in label], bool)  # noqa: PLR0124 - NaN
    return np.zeros(label.shape, bool)


def _distinct(seen: Array) -> Array:
    if seen.dtype == object:
        try:
            values = sorted(set(seen.tolist()))
        except TypeError:
            kinds = sorted({type(v).__name__ for v in seen.tolist()})
            fix = "Make them all text, or all numbers."
            rule = "labels must be of one type"
            raise DataError(WHO, rule, got=" and ".join(kinds), fix=fix) from None
        out = np.empty(len(values), object)
        out[:] = values
        return out
    return np.unique(seen)


def _positions(seen: Array, values: Array) -> Ints:
    if seen.dtype == object:
        place = {v: i for i, v in enumerate(values.tolist())}
        found = np.array([place.get(v, -1) for v in seen.tolist()], np.int64)
        strange = np.flatnonzero(found < 0)
    else:
        order = np.argsort(values, kind="stable")
        at = np.searchsorted(values, seen, sorter=order).clip(max=max(len(values) - 1, 0))
        found = order[at] if len(values) else np.zeros(len(seen), np.int64)
        strange = np.flatnonzero(values[found] != seen) if len(values) else np.arange(len(seen))
    if strange.size:
        rule = f"labels must be among the classes {_shorten(values)}"
        more = f"{strange.size} such labels"
        raise DataError(WHO, rule, got=repr(seen[strange[0]]), where=more)
    return np.asarray(found, np.int64)


def _shorten(values: Array) -> str:
    shown = ", ".join(map(str, values[:8]))
    return f"{shown}, ... ({len(values)} in all)" if len(values) > 8 else shown


def _check_range(name: str, array: Array, stop: int, low: int = 0) -> None:
    if not np.issubdtype(array.dtype, np.integer):
        raise DataError(WHO, f"{name} must be whole numbers", got=str(array.dtype))
    if array.size and (int(array.min()) < low or int(array.max()) >= stop):
        bad = np.flatnonzero((array < low) | (array >= stop))
        rule = f"{name} must lie in {low}..{stop - 1}"
        where = f"claim {bad[0]}, {bad.size} such"
        raise DataError(WHO, rule, got=str(array[bad[0]]), where=where)


def _check_weights(claim: csr_array, negated: Bools) -> None:
    if claim.nnz and not (np.isfinite(claim.data).all() and claim.data.min() >= 0):
        raise DataError(WHO, "weights of a claim must be finite and at least 0", got="others")
    empty = np.flatnonzero((np.diff(claim.indptr) == 0) & ~negated)
    if empty.size:
        rule = "a claim must allow at least one class"
        raise DataError(WHO, rule, got="none", where=f"claim {empty[0]}, {empty.size} such")
