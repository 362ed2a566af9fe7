"""The one verb that reads: files, folders, frames and arrays to a data set."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Literal

import numpy as np

from assay.dataset import Dataset, Images
from assay.errors import DataError, ReadError
from assay.evidence import SourceKind
from assay.read import (
    arrays,
    beside,
    claims,
    exports,
    files,
    frames,
    notes,
    pairs,
    pictures,
    snorkel,
    text_tables,
    typed_tables,
)
from assay.read.answers import Answers
from assay.read.assemble import assemble, identities
from assay.read.finish import check_words, finished, told
from assay.read.rules import set_aside
from assay.read.wanted import WHO, Wanted, listed

Names = str | Iterable[str] | None
Rare = Literal["error", "aside"]


def read(
    data: Any,
    *,
    label: Names = None,
    text: Names = None,
    id: str | None = None,  # noqa: A002 - it is what people call it
    split: str | None = None,
    group: str | None = None,
    time: str | None = None,
    drop: Names = (),
    images: bool = False,
    item: str | None = None,
    source: str | None = None,
    sides: Names = None,
    kind: SourceKind | None = None,
    models: Names = (),
    answers: Answers | None = None,
    context: Names = (),
    graph: Any = None,
    gold: Any = None,
    predictions: Any = None,
    features: Any = None,
    classes: Iterable[Any] | None = None,
    rare: Rare = "error",
    name: str | None = None,
) -> Dataset:
    """Read a data set from a file, a folder, a frame or arrays.

    Parameters
    ----------
    data
        A file (.csv, .tsv, .parquet, .jsonl, .arrow, .feather, .npz; text may end in .gz), a
        folder of images with one sub-folder a class, an export of Label Studio (.json) or doccano
        (.jsonl, or a folder of them), a matrix of rules (.npy, or `L` in .npz; -1 abstains), a
        frame (pandas, polars, pyarrow, ...), a
        dict of arrays, a pair (X, y), a Hugging Face `datasets.Dataset`, or a torch `Dataset`
        of (x, y).
    label
        Column with the labels: names, whole numbers, booleans, lists of tags, or numbers.
        Several columns are soft labels if their rows sum to one, else votes, one column a source
        where -1 and empty abstain.
    text
        Columns to read as text, joined by line breaks.
    id
        Column that names the items; by default they are numbered from 0.
    split
        Column that says train, test, ...
    group
        Column of what belongs together: a household, a patient.
    time
        Column of when an item was made or labelled: numbers or dates.
    drop
        Columns to leave out.
    images
        The data is a folder of images; found out by itself for folders.
    item, source
        Columns of votes in rows: what was judged, and by whom.
    sides
        Two columns of things that were compared, one comparison a row; the label says which is the
        better one: its name, "first" or "second", the name of its column, 0 or 1; empty for a tie.
        With answers that are numbers it says how much better the first is. `item` then names what
        they were compared on, and `source` who did; both may be left out.
    kind
        What the sources of votes are: "annotator" (people), "rule" or "model"; by default what
        the format says, else annotator.
    models
        Names of sources of votes that are models.
    answers
        What votes are: "classes", "ordered" classes (by number, or lowest first in `classes`),
        "tags" (lists, or text with | ; or , between) or "numbers"; by default it is found out.
    context
        Columns of what is known of each vote in rows, as COLUMN or COLUMN=NAME: the position of
        the answer, the version of a prompt; `time` is one by itself.
    graph
        Links between the items: (n, n) weights, sparse or dense; (E, 2) pairs of rows; or a file
        (.csv, .tsv, .txt) with the names of two items a line, or .npz.
    gold
        Labels that somebody checked, empty where nobody did: a column; a file with one column of
        labels, in the order of the items or with their names in a column `item`; or (n,) labels.
    predictions
        Out-of-sample probabilities of the classes: (n, K), or a file of them (.npy, .npz, or a
        table whose columns are called as the classes).
    features
        Numbers of the items: (n, d), or a file of them (.npy, .npz).
    classes
        Names of the classes, in order; by default those seen, sorted.
    rare
        What an audit does with a class of a single item: "error", or set the item "aside" as
        unlabelled.
    name
        What to call the data in reports; by default the name of the file.

    Examples
    --------
    >>> import assay
    >>> data = assay.read({"size": [1, 2, 3], "pet": ["cat", "dog", None]}, label="pet")
    >>> data.classes, data.labels.tolist(), list(data.columns)
    (('cat', 'dog'), [0, 1, -1], ['size'])
    """
    check_words(rare, answers, kind)
    given = {"graph": graph, "gold": gold, "predictions": predictions, "features": features}
    asked = {
        "label": label, "text": text, "id": id, "split": split, "group": group, "time": time,
        "drop": drop, "item": item, "source": source, "sides": sides, "classes": classes,
        "context": context, "answers": answers,
        "gold": gold if isinstance(gold, str) and not beside.is_file(gold) else None,
    }  # fmt: skip
    asked = {n: _kept(v) for n, v in asked.items()}
    wanted = Wanted.of(**asked)
    extra = {
        "images": images or None, "rare": None if rare == "error" else rare, "name": name,
        "kind": kind, "models": list(listed(models)) or None, **told(given),
    }  # fmt: skip
    options = {n: v for n, v in (asked | extra).items() if v not in (None, [])}
    if isinstance(data, str) and "://" in data:
        raise ReadError(WHO, "data must be on this machine", got=data, fix="Download it first.")
    if isinstance(data, str | Path):
        found = _read_path(Path(data), wanted, images=images, name=name, options=options)
    else:
        origin = {"type": f"{type(data).__module__.split('.')[0]}.{type(data).__name__}", **options}
        found = _read_object(data, wanted, name or "data", origin)
    if asked["gold"] is not None:  # a column, which is read already
        given["gold"] = None
    found = finished(found, given, kind, listed(models))
    return set_aside(found) if rare == "aside" else found


def _kept(value: Any) -> Any:
    """Return an option as it can be written down: text, or a list."""
    if value is None or isinstance(value, str):
        return value
    return value if isinstance(value, int) else list(value)


def _read_path(
    path: Path, wanted: Wanted, *, images: bool, name: str | None, options: Mapping[str, Any]
) -> Dataset:
    files.check_there(path)
    origin = {"path": str(path), **options}
    if path.is_dir():
        return _read_folder(path, wanted, name or path.resolve().name, origin)
    if images:
        rule = "images must be in a folder, one sub-folder a class"
        raise ReadError(WHO, rule, got=f"the file {str(path)!r}")
    kind = files.kind_of(path)
    name = name or path.name.removesuffix(".gz").rsplit(".", 1)[0]
    if kind in ("npz", "npy"):
        rules = snorkel.read_matrix(path, wanted, name, origin)
        return rules or arrays.read_npz(path, wanted, name, origin)
    export = exports.read(path, wanted, name, origin) if kind == "json" else None
    if export is not None:
        return export
    readers = {
        "csv": text_tables.read_csv,
        "parquet": typed_tables.read_parquet,
        "json": typed_tables.read_json,
        "arrow": typed_tables.read_arrow,
    }
    return assemble(readers[kind](path, wanted), wanted, name, origin)


def _read_folder(path: Path, wanted: Wanted, name: str, origin: dict[str, Any]) -> Dataset:
    export = exports.read_folder(path, wanted, name, origin)
    if export is not None:
        return export
    if wanted.roles:
        role, columns = next(iter(wanted.roles.items()))
        rule = "a folder of images has no columns"
        fix = "Leave the option out: the sub-folders are the classes."
        raise DataError(WHO, rule, got=f"{role} {columns[0]!r}", where=str(path), fix=fix)
    folder = pictures.Folder(path)
    said = claims.one_column(folder.labels, wanted.classes, "sub-folder")
    noted = said.notes
    if folder.broken:
        noted += (notes.broken_images(folder.broken),)
        origin = origin | {"broken": folder.broken}
    return Dataset(
        said.evidence,
        ids=identities(folder.names, "file"),
        images=Images(paths=folder.paths),
        split=folder.split,
        name=name,
        origin=origin,
        notes=noted,
    )


def _read_object(data: Any, wanted: Wanted, name: str, origin: Mapping[str, Any]) -> Dataset:
    if isinstance(data, Dataset):
        if wanted.spoken_for or wanted.classes is not None:
            rule = "a data set that was read already takes no options"
            raise DataError(WHO, rule, got=", ".join(set(origin) - {"type"}))
        return data
    if isinstance(data, tuple) and len(data) == 2:
        return pairs.read_pair(*data, wanted, name, origin)
    if isinstance(data, Mapping):
        if _is_split_by_name(data):
            fix = f"Give one of them: data[{next(iter(data))!r}]."
            rule = "the data must be one table"
            raise DataError(WHO, rule, got=f"{len(data)}: {', '.join(map(str, data))}", fix=fix)
        if any(np.ndim(a) > 1 for a in data.values() if hasattr(a, "ndim")) or (
            not wanted.label and "labels" in data
        ):
            return arrays.read_arrays(data, wanted, name, origin)
        return assemble(frames.read_columns(data, wanted), wanted, name, origin)
    if hasattr(data, "features") and hasattr(data, "with_format"):
        return assemble(frames.read_hugging_face(data, wanted), wanted, name, origin)
    if _is_frame(data):
        return assemble(frames.read_frame(data, wanted), wanted, name, origin)
    if hasattr(data, "__getitem__") and hasattr(data, "__len__") and not _is_plain(data):
        return pairs.read_map_style(data, wanted, name, origin)
    rule = "data must be a file, a folder, a frame, a dict of columns, a pair (X, y) or a data set"
    fix = "Give features and labels as a pair: assay.read((X, y))." if _is_plain(data) else ""
    raise DataError(WHO, rule, got=type(data).__name__, fix=fix)


def _is_split_by_name(data: Mapping[Any, Any]) -> bool:
    return bool(data) and all(
        hasattr(part, "columns") or hasattr(part, "column_names") for part in data.values()
    )


def _is_plain(data: Any) -> bool:
    return isinstance(data, np.ndarray | list | tuple | bytes | str)


def _is_frame(data: Any) -> bool:
    import narwhals as nw

    if hasattr(data, "__arrow_c_stream__"):
        return True
    try:
        known = nw.from_native(data, pass_through=True)
    except TypeError:
        return False
    return isinstance(known, nw.DataFrame | nw.LazyFrame)
