"""Real sets in a folder with an INDEX.json that says where each lies."""

from pathlib import Path
from typing import Any

import numpy as np

from assay.bench.data.audited import audited
from assay.bench.data.planted import told
from assay.bench.problem import Problem
from assay.dataset import Dataset
from assay.errors import DataError, NeedsError
from assay.evidence import Evidence
from assay.registry import Parts
from assay.types import Array, Ints


def stored_votes(seed: int, root: Path | None, name: str) -> Problem:
    """Return the votes of a crowd set, `votes.csv.gz` with `truth.csv.gz` beside it.

    Where `items.csv.gz` tells a second answer, as sets made to have one do, that is known too.
    Embeddings of the items are the features where there are any.
    """
    del seed
    folder = folder_of(root, name)
    task, worker, label = (column.astype(np.int64) for column in rows(folder / "votes.csv.gz"))
    where, what = (column.astype(np.int64) for column in rows(folder / "truth.csv.gz"))
    items, classes = int(max(task.max(), where.max())) + 1, int(max(label.max(), what.max())) + 1
    truth = np.full(items, -1)
    truth[where] = what
    names = tuple(map(str, range(classes)))
    given: dict[str, Any] = {"evidence": Evidence.votes(task, worker, label, names, n_items=items)}
    if (folder / "emb.npz").exists():
        with np.load(folder / "emb.npz") as data:
            given["features"] = data["emb"].astype(np.float32)
    known = {"labels": truth}
    if "second_answer" in header(folder / "items.csv.gz"):
        where, what = (column.astype(np.int64) for column in rows(folder / "items.csv.gz"))
        known["second"] = np.full(items, -1)
        known["second"][where] = what
    return Problem(given, known)


def stored_judged(seed: int, root: Path | None, name: str) -> Problem:
    """Return labels, features and predictions of a set some of whose suspects people have judged.

    The features are the pixels of pictures, or embeddings of texts; the predictions were published
    with the judgements. A label is wrong where fewer than three of five people chose it. Items
    that nobody was asked about count as right, so average precision is a lower bound.
    """
    del seed
    folder = folder_of(root, name)
    if (folder / "data.npz").exists():
        with np.load(folder / "data.npz") as data:
            labels, proba, chose = data["y"].astype(np.int64), data["pyx"], data["mturk"][:, 1]
            features = data["X"].reshape(len(labels), -1).astype(np.float32) / 255
    else:
        labels, chose = columns(folder / "data.parquet", "label", "votes_given")
        with np.load(folder / "pyx.npz") as data:
            proba = data["pyx"]
        with np.load(folder / "emb.npz") as data:
            features = data["emb"].astype(np.float32)
    predictions = proba.astype(np.float32)
    predictions /= predictions.sum(axis=1, keepdims=True)
    errors = ((chose >= 0) & (chose < 3)).astype(int)
    evidence = Evidence.labels(labels, tuple(map(str, range(predictions.shape[1]))))
    parts = Parts(Dataset(evidence, features=features, predictions=predictions, name=name))
    # What the label of a wrong one should be, nobody was asked.
    return Problem(parts, {"errors": errors, "labels": np.where(errors == 1, -1, labels)})


def stored_features(
    seed: int, root: Path | None, name: str, label: str, predictions: str = "assay"
) -> Problem:
    """Return people's labels of pictures, features of the pictures, and predictions of both.

    Parameters
    ----------
    seed
        Decides the folds.
    root
        Folder of the real sets.
    name
        Set with `labels_emb.npz`.
    label
        Which of its labels are given.
    predictions
        Who predicts; see `audited`.
    """
    with np.load(folder_of(root, name) / "labels_emb.npz") as data:
        given, truth = data[label].astype(np.int64), data["clean_label"].astype(np.int64)
        features = data["emb"].astype(np.float32)
    evidence = Evidence.labels(given, tuple(map(str, range(int(truth.max()) + 1))))
    made = Dataset(evidence, features=features, name=name)
    return Problem(audited(made, predictions, seed), told(truth, given))


def folder_of(root: Path | None, name: str) -> Path:
    """Return where a set lies."""
    import msgspec

    who = "bench"
    if root is None:
        fix = "Name the folder with --data or in ASSAY_DATA."
        raise NeedsError(who, "needs the folder of real data sets", fix=fix)
    index = root / "INDEX.json"
    if not index.is_file():
        rule = "the folder of real data sets must have an INDEX.json"
        raise DataError(who, rule, got="none", where=str(root))
    sets = {one["name"]: one["path"] for one in msgspec.json.decode(index.read_bytes())["data"]}
    if name not in sets or not (root / sets[name]).is_dir():
        raise NeedsError(who, f"needs the data set {name!r}", where=str(root))
    return root / str(sets[name])


def header(path: Path) -> list[str]:
    """Return the names of a CSV file's columns; none where there is no file."""
    import gzip

    if not path.exists():
        return []
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return file.readline().strip().split(",")


def rows(path: Path) -> tuple[Array, ...]:
    """Return the columns of a CSV file of numbers with a heading, compressed or not."""
    return tuple(np.loadtxt(path, delimiter=",", skiprows=1, ndmin=2).T)


def columns(path: Path, *names: str) -> tuple[Ints, ...]:
    """Return columns of a Parquet file as whole numbers."""
    import duckdb

    with duckdb.connect() as connection:
        found = connection.execute(
            f"SELECT {', '.join(names)} FROM read_parquet(?)", [str(path)]
        ).fetchnumpy()
    return tuple(np.asarray(found[name], np.int64) for name in names)
