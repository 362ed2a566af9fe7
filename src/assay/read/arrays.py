"""Arrays by name, as .npz files hold them, pairs (X, y), and data sets of pairs."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from assay import checks, door
from assay.dataset import Dataset, Images
from assay.errors import DataError, ReadError
from assay.evidence import Evidence
from assay.read import assemble, checked, claims, graphs, notes, pictures, votes
from assay.read.table import tidy, words
from assay.read.wanted import WHO, Wanted, shown
from assay.types import Array

#: Names that arrays go by, but for columns, which are named `column.NAME`.
NAMES = (
    "labels", "features", "predictions", "classes", "ids", "groups", "split", "time", "texts",
    "images", "gold",
)  # fmt: skip
COLUMN, MISSING = "column.", "missing."
#: Pairs of rows that are linked, and how strongly.
LINKS = ("edges", "edge_index", "edge_weights")

#: What kind of labels they are, where a data set was written by `assay.write`.
ABOUT_LABELS = ("truth", "said", "sources")
ROLES = {"ids": "id", "groups": "group", "split": "split", "time": "time", "gold": "gold"}


def read_npz(path: Path, wanted: Wanted, name: str, origin: Mapping[str, Any]) -> Dataset:
    """Read the arrays of an .npz file, which may hold no pickled objects."""
    return read_arrays(arrays_of(path), wanted, name, origin)


def arrays_of(path: Path) -> dict[str, Array]:
    """Return the arrays of an .npz file by name."""
    rule = "the file must be a whole .npz file"
    try:
        # numpy leaves a file it opened itself open where the archive is broken.
        with path.open("rb") as raw, np.load(raw, allow_pickle=False) as file:
            return {key: _member(file, key, path) for key in file.files}
    except (BadZipFile, OSError, ValueError, EOFError) as error:
        if isinstance(error, DataError):
            raise
        got = str(error).splitlines()[0] if str(error) else "a broken archive"
        raise ReadError(WHO, rule, got=got, where=str(path)) from None


def _member(file: Any, key: str, path: Path) -> Array:
    try:
        return np.asarray(file[key])
    except ValueError as error:
        if "allow_pickle" not in str(error):
            raise
        rule = "arrays must be plain, since objects are pickled and a pickle can run code"
        fix = "Save text as np.array(values, dtype=str) and lists as a matrix of zeros and ones."
        got = f"objects under {key!r}"
        raise ReadError(WHO, rule, got=got, where=str(path), fix=fix) from None


def read_arrays(
    arrays: Mapping[str, Any], wanted: Wanted, name: str, origin: Mapping[str, Any]
) -> Dataset:
    """Read arrays by their names: see `NAMES`; an option names another array for its role."""
    where = str(origin.get("path", ""))
    wanted.check(list(arrays), where)
    label = wanted.label[0] if wanted.label else "labels"
    if label not in arrays:
        rule = "one array must hold the labels"
        fix = "Name it `labels`, or say which: --label NAME, or label=NAME."
        raise DataError(WHO, rule, got=f"arrays {shown(list(arrays))}", where=where, fix=fix)
    found = {n: arrays[n] for n in NAMES if n in arrays and n not in wanted.drop}
    found["labels"] = np.asarray(arrays[label])
    for key, role in ROLES.items():
        named = getattr(wanted, role)
        if named is not None:
            found[key] = arrays[named]
    if wanted.text:
        found["texts"] = assemble.joined(arrays, wanted.text)
    _one_length(found, arrays, where)
    columns = {
        key.removeprefix(COLUMN): tidy(np.asarray(array))
        for key, array in arrays.items()
        if key.startswith(COLUMN) and key not in wanted.spoken_for
    }
    for key in columns:
        if MISSING + key in arrays:
            columns[key] = columns[key].astype(object)
            columns[key][np.asarray(arrays[MISSING + key], bool)] = None
    used = {*found, label, *wanted.spoken_for, *ABOUT_LABELS, *LINKS, "graph"}
    left = [k for k in arrays if k not in used and not k.startswith((COLUMN, MISSING))]
    found |= {key: arrays[key] for key in ABOUT_LABELS if key in arrays}
    noted = (notes.unread("Arrays of other names were left", left),) if left else ()
    made = _dataset(found, columns, wanted, name, origin, noted)
    links = next((arrays[key] for key in ("graph", *LINKS[:2]) if key in arrays), None)
    if links is None:
        return made
    return graphs.attach(made, graphs.matrix(links, made.n_items, arrays.get(LINKS[2])))


def _one_length(found: Mapping[str, Any], arrays: Mapping[str, Any], where: str) -> None:
    held = {key: a for key, a in found.items() if key != "classes"}
    held |= {key: a for key, a in arrays.items() if key.startswith(COLUMN)}
    rows = {key: np.shape(a)[0] for key, a in held.items() if np.shape(a)}
    if len(set(rows.values())) > 1:
        got = ", ".join(f"{key} of {n}" for key, n in rows.items())
        raise DataError(WHO, "all arrays must have one row an item", got=got, where=where)


def _dataset(
    found: dict[str, Any],
    columns: Mapping[str, Array],
    wanted: Wanted,
    name: str,
    origin: Mapping[str, Any],
    noted: tuple[Any, ...],
) -> Dataset:
    proba = found.get("predictions")
    features = found.get("features")
    of_one = found["labels"].ndim == 1 and str(found.get("truth")) != "number"
    if proba is not None and of_one:
        proba = door.predictions(proba, WHO)
    said = _claims(found, _classes(found, wanted), proba)
    if proba is not None and not of_one:
        known = {"any_of": checks.tag_predictions, "number": checks.number_predictions}
        proba = known.get(said.evidence.truth.kind, door.predictions)(proba, WHO)
    texts = words(np.asarray(found["texts"])) if "texts" in found else None
    noted += said.notes
    if texts is not None:
        texts = assemble.splits(texts)
        noted += tuple(assemble.long_notes(texts))
    group, split, time = (found.get(key) for key in ("groups", "split", "time"))
    made = Dataset(
        said.evidence,
        ids=assemble.identities(np.asarray(found["ids"]), "ids") if "ids" in found else None,
        columns=columns,
        texts=texts,
        images=_images(found.get("images")),
        features=door.features(features, WHO) if features is not None else None,
        predictions=proba,
        groups=None if group is None else assemble.groups(np.asarray(group)),
        split=None if split is None else assemble.splits(np.asarray(split)),
        time=None if time is None else assemble.times(np.asarray(time), "time"),
        name=name,
        origin=origin,
        notes=noted,
    )
    return checked.attach(made, found["gold"]) if "gold" in found else made


def _images(value: Any) -> Images | None:
    if value is None or isinstance(value, Images):
        return value
    return Images(pixels=pictures.as_pixels(np.asarray(value)))


def _classes(found: Mapping[str, Any], wanted: Wanted) -> tuple[Any, ...] | None:
    if wanted.classes is not None:
        return wanted.classes
    return tuple(np.asarray(found["classes"]).tolist()) if "classes" in found else None


def _claims(found: Mapping[str, Any], classes: Any, proba: Array | None) -> claims.Said:
    labels = found["labels"]
    if labels.ndim == 2:
        return claims.Said(_matrix(labels, classes, found))
    if labels.ndim != 1:
        rule = "labels must be one a row, or a matrix"
        raise DataError(WHO, rule, got=f"shape {labels.shape}")
    if str(found.get("truth")) == "number":
        return claims.Said(Evidence.numbers(labels))
    labels = _by_name(labels, classes)
    if proba is None:
        return claims.one_column(labels, classes, "labels")
    width = proba.shape[1]
    if classes is not None and len(classes) != width:
        rule = f"there must be as many classes as prediction columns, {width}"
        raise DataError(WHO, rule, got=str(len(classes)))
    if labels.dtype.kind in "iu" and classes is None:
        if labels.size and int(labels.max()) >= width:
            rule = f"labels must be below the number of prediction columns, {width}"
            where = f"row {int(labels.argmax())}"
            raise DataError(WHO, rule, got=str(labels.max()), where=where)
        classes = tuple(str(i) for i in range(width))
    said = claims.one_column(labels, classes, "labels")
    if len(said.evidence.classes) != width:
        rule = f"there must be as many classes as prediction columns, {width}"
        got = f"{len(said.evidence.classes)}: {shown(said.evidence.classes)}"
        fix = "Name them all, in the order of the columns: classes=[...]."
        raise DataError(WHO, rule, got=got, fix=fix)
    return said


def _by_name(labels: Array, classes: Any) -> Array:
    """Return whole numbers as the names they stand for, if all are indices of named classes."""
    if classes is None or labels.dtype.kind not in "iu" or not labels.size:
        return labels
    named = not any(isinstance(name, int) for name in classes)
    if not named or labels.max() >= len(classes) or labels.min() < -1:
        return labels
    return np.asarray(np.array([*map(str, classes), None], object)[labels])


def _matrix(labels: Array, classes: Any, found: Mapping[str, Any]) -> Evidence:
    """Read a matrix: tags if all are zeros and ones, soft labels if rows sum to one, else votes."""
    width = labels.shape[1]
    names = tuple(classes) if classes is not None else tuple(str(i) for i in range(width))
    whole = labels.dtype.kind in "iub"
    if whole and "sources" not in found and set(np.unique(labels).tolist()) <= {0, 1}:
        if len(names) != width:
            rule = f"there must be as many classes as label columns, {width}"
            raise DataError(WHO, rule, got=str(len(names)))
        return Evidence.tags(labels, names, found.get("said"))
    columns = list(_by_name(labels, classes).T)
    sources = found.get("sources", [f"source {i}" for i in range(width)])
    if whole:
        return votes.wide_votes(columns, list(map(str, sources)), classes)
    columns_ = names if len(names) == width else sources
    return votes.several_columns(columns, columns_, classes).evidence
