"""The audit's files and the data to the index of a review."""

import shutil
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from assay.dataset import Dataset
from assay.errors import DataError
from assay.ledger.protected import is_test
from assay.registry import Parts
from assay.report.plain import word
from assay.review import content, given
from assay.review.again import WHO, Again
from assay.review.index import VERSION, mark_of
from assay.review.strings import folded, write_strings
from assay.types import Array, Ints

NOUNS = {"images": "picture", "texts": "text", "table": "row"}


@dataclass(frozen=True, eq=False)
class Known:
    """What is known of the items while an index is made; orders of the queue are made of it.

    Parameters
    ----------
    dataset, parts
        What was audited, and what can be made of it.
    truth
        one_of, any_of, ordered or number.
    given, suggested
        (n,) indices of classes, -1 for none; values of numbers; of tags none.
    p_wrong, score
        (n,) as the report has them.
    seed
        Of the audit.
    light
        Nothing may be made that takes long.
    """

    dataset: Dataset
    parts: Parts
    truth: str
    given: Array
    suggested: Array
    p_wrong: Array
    score: Array
    seed: int = 0
    light: bool = False
    arrays: dict[str, Array] = field(default_factory=dict)


def build(
    report: Mapping[str, Any],
    folder: Path,
    again: Again,
    parts: Parts,
    stamps: Mapping[str, Any],
    *,
    light: bool = False,
    say: Callable[[str], None] = lambda _: None,
) -> None:
    """Write the index into the folder `review/index` of an audit: whole, or not at all."""
    from assay.review import laid_out, ranking

    partial = folder / "review" / "partial-index"
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    say("index")
    dataset = again.audited
    columns = _columns(folder / "items.parquet")
    known = _known(dataset, parts, columns, report, light=light)
    facts = {"version": VERSION, "stamps": dict(stamps)} | _facts(report, dataset)
    facts["votes"] = _write_texts(partial, dataset, again.whole, columns)
    arrays = known.arrays | _arrays(dataset, columns, known) | _findings(folder, dataset, facts)
    if facts["votes"]:
        facts["sources"], heard = given.sources_of(again.whole)
        arrays |= heard
    if "keys.bin" in {path.name for path in partial.iterdir()}:
        arrays |= _marks(dataset)
    made, orders = laid_out.arrays(known), ranking.orders(known, say)
    facts |= {"light": light, "clusters": int(made.get("cluster", np.array([-1])).max()) + 1}
    facts["orders"] = orders.told
    for name, array in (arrays | made | orders.arrays).items():
        np.save(partial / f"{name}.npy", array)
    if dataset.images is not None and dataset.images.pixels is not None:
        np.save(partial / "pixels.npy", dataset.images.pixels)
    (partial / "facts.json").write_bytes(msgspec.json.encode(facts))
    shutil.rmtree(partial.with_name("index"), ignore_errors=True)
    partial.rename(partial.with_name("index"))


def _columns(path: Path) -> dict[str, Any]:
    """Return the columns of items.parquet that are shown."""
    from assay.read.connect import connect, literal
    from assay.read.table import unmasked

    wanted = "suggested, score, p_wrong, reason"
    with connect() as connection:
        found = connection.execute(f"SELECT {wanted} FROM {literal(path)}").fetchnumpy()
    return {name: unmasked(column) for name, column in found.items()}


def _known(
    dataset: Dataset,
    parts: Parts,
    columns: Mapping[str, Any],
    report: Mapping[str, Any],
    *,
    light: bool,
) -> Known:
    n, truth = dataset.n_items, dataset.evidence.truth.kind
    if len(columns["score"]) != n:
        rule = f"items.parquet must have the {n:,} items of the data"
        raise DataError(WHO, rule, got=f"{len(columns['score']):,} rows", fix="Audit again.")
    suggested = columns["suggested"]
    if truth == "number":
        arrays = given.of_numbers(dataset, suggested)
    elif truth == "any_of":
        arrays = given.of_tags(dataset, suggested.tolist())
    else:
        arrays = given.of_classes(dataset, suggested.tolist())
    flat = {n: a for n, a in arrays.items() if n in ("given", "suggested")}
    return Known(
        dataset, parts, truth, flat["given"], flat["suggested"],
        np.asarray(columns["p_wrong"], np.float32), np.asarray(columns["score"], np.float32),
        int(report["settings"].get("seed", 0)), light, arrays,
    )  # fmt: skip


def _facts(report: Mapping[str, Any], dataset: Dataset) -> dict[str, Any]:
    label = report["origin"].get("label")
    named = [label] if isinstance(label, str) else list(label or ())
    splits = [] if dataset.split is None else sorted({str(s) for s in dataset.split.tolist() if s})
    return {
        "name": report["name"],
        "kind": report["kind"],
        "noun": NOUNS.get(report["kind"], "item"),
        "truth": dataset.evidence.truth.kind,
        "field": named[0] if len(named) == 1 else "label",
        "digest": report["data_digest"],
        "seed": int(report["settings"].get("seed", 0)),
        "n_items": dataset.n_items,
        "classes": list(dataset.classes),
        "splits": splits,
        "test_splits": [name for name in splits if is_test(name)],
        "cells": list(content.columns_of(dataset)),
        "pictures": _pictures(dataset),
    }


def _pictures(dataset: Dataset) -> list[str] | None:
    paths = None if dataset.images is None else dataset.images.paths
    return None if paths is None else [str(path.absolute()) for path in paths]


def _write_texts(
    folder: Path, dataset: Dataset, whole: Dataset, columns: Mapping[str, Any]
) -> bool:
    """Write what is read and searched; tell whether there are votes."""
    ids = np.asarray(dataset.ids)
    keys = [word(key) for key in ids.tolist()]
    if not np.array_equal(ids, np.arange(dataset.n_items)):
        write_strings(folder / "keys", (key.encode() for key in keys))
    searched: list[bytes] = []

    def kept() -> Any:
        for key, (stored, values) in zip(keys, content.encoded(dataset), strict=True):
            words = [key, *(str(v) for v in values if v is not None)]
            searched.append(folded("\n".join(words)))
            yield stored

    write_strings(folder / "content", kept())
    write_strings(folder / "words", searched)
    reasons = columns["reason"].tolist()
    write_strings(folder / "reason", (word(r).encode() if r else b"" for r in reasons))
    votes = given.votes_of(whole)
    if votes is not None:
        write_strings(folder / "votes", map(msgspec.json.encode, votes))
    return votes is not None


def _marks(dataset: Dataset) -> dict[str, Array]:
    keys = [word(key) for key in np.asarray(dataset.ids).tolist()]
    if len(set(keys)) < len(keys):
        twice = next(key for key, times in Counter(keys).items() if times > 1)
        raise DataError(WHO, "ids must differ", got=f"{twice!r} twice")
    marks = np.fromiter(map(mark_of, keys), np.uint64, len(keys))
    order = np.argsort(marks, kind="stable").astype(np.int32)
    return {"key_marks": marks[order], "key_order": order, "lot": (marks >> 32).astype(np.uint32)}


def _arrays(dataset: Dataset, columns: Mapping[str, Any], known: Known) -> dict[str, Array]:
    n = dataset.n_items
    split, protected = np.full(n, -1, np.int16), np.zeros(n, bool)
    if dataset.split is not None:
        names = [str(name) if name else "" for name in dataset.split.tolist()]
        place = {name: k for k, name in enumerate(sorted({*names} - {""}))}
        split = np.fromiter((place.get(name, -1) for name in names), np.int16, n)
        tests = [k for name, k in place.items() if is_test(name)]
        protected = np.isin(split, tests)
    reasons = columns["reason"]
    flagged = np.fromiter((bool(reason) for reason in reasons.tolist()), bool, n)
    more: dict[str, Array] = {} if dataset.gold is None else {"gold": np.asarray(dataset.gold)}
    said = np.bincount(dataset.evidence.item, minlength=n) > 0
    more["labelled"] = np.asarray(said)
    return more | {
        "p_wrong": known.p_wrong, "score": known.score, "flagged": flagged, "split": split,
        "protected": protected, "lot": _lots(n),
    }  # fmt: skip


def _lots(n: int) -> Ints:
    """Return (n,) numbers that look drawn at random, by which rows are chosen for two reviewers."""
    z = np.arange(1, n + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray((z ^ (z >> np.uint64(31))) >> np.uint64(32), np.uint32)


def _findings(folder: Path, dataset: Dataset, facts: dict[str, Any]) -> dict[str, Array]:
    """Return the rows of each finding one under the other; put the findings into `facts`."""
    from assay.read.connect import connect, literal

    with connect() as connection:
        found = connection.execute(
            f"SELECT code, severity, message, item FROM {literal(folder / 'findings.parquet')}"
        ).fetchall()
    named = {str(item) for *_, item in found if item is not None}
    keys = enumerate(np.asarray(dataset.ids).tolist())
    place = {word(key): row for row, key in keys if word(key) in named}
    told: dict[str, dict[str, Any]] = {}
    rows: dict[str, set[int]] = {}
    for code, severity, message, item in found:
        about = rows.setdefault(code, set())
        told.setdefault(code, {"code": code, "severity": severity, "message": message})
        if item is not None and str(item) in place:
            about.add(place[str(item)])
    kept = [code for code in told if rows[code]]
    facts["findings"] = [told[code] | {"n_items": len(rows[code])} for code in kept]
    facts["finding_codes"] = kept
    flat = [np.array(sorted(rows[code]), np.int32) for code in kept]
    ends = np.concatenate([[0], np.cumsum([len(one) for one in flat])]).astype(np.int64)
    return {"finding_at": ends, "finding_rows": np.concatenate([*flat, np.empty(0, np.int32)])}
