"""Folders of audits, written without the work of an audit: to see what a review of them costs."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from assay.bench.problem import Problem
from assay.types import Array

#: Words that texts are made of.
WORDS = (
    "invoice", "refund", "parcel", "courier", "password", "login", "garden", "winter", "silver",
    "please", "cannot", "again", "account", "monthly", "number", "address", "return", "waiting",
)  # fmt: skip


def audit_folder(seed: int, items: int = 10_000, classes: int = 10, wrong: float = 0.08) -> Problem:
    """Return an audit of texts with ids, splits and classes, a share of whose labels are wrong.

    P(wrong) is as a good detector has it; there are no features.

    Parameters
    ----------
    seed
        Of everything drawn.
    items, classes
        How many.
    wrong
        Share of the labels that are wrong.
    """
    held = TemporaryDirectory(prefix="assay-bench-")
    folder = Path(held.name)
    truth, labels = write_audit(folder, items, classes, wrong, seed)
    errors = (truth != labels).astype(np.int8)
    return Problem({"folder": folder / "audit", "held": held}, {"errors": errors})


def write_audit(
    folder: Path, items: int, classes: int, wrong: float = 0.08, seed: int = 0
) -> tuple[Array, Array]:
    """Write data.parquet and the folder `audit`; return true and given classes."""
    from assay.read.read import read
    from assay.write.tables import write_table

    rng = np.random.default_rng(seed)
    names = np.array([f"class {k:04d}" for k in range(classes)], object)
    truth = rng.integers(classes, size=items)
    bad = rng.random(items) < wrong
    labels = np.where(bad, (truth + 1 + rng.integers(classes - 1, size=items)) % classes, truth)
    words = np.array(WORDS, object)
    texts = names[truth]
    for _ in range(8):
        texts = texts + " " + words[rng.integers(len(words), size=items)]
    data = {
        "id": np.array([f"item-{row}" for row in range(items)], object),
        "text": texts,
        "label": names[labels],
        "split": np.where(rng.random(items) < 0.2, "test", "train").astype(object),
    }
    write_table(data, folder / "data.parquet")
    options: dict[str, Any] = {"label": "label", "text": "text", "id": "id", "split": "split"}
    digest = read(folder / "data.parquet", **options).digest
    doubt = np.where(bad, rng.beta(5, 2, items), rng.beta(1, 12, items))
    _write(folder / "audit", data, names[truth], doubt)
    origin = {"path": str(folder / "data.parquet"), **options}
    _tell(folder / "audit", {"origin": origin, "data_digest": digest, "n_items": items})
    return truth, labels


def _write(folder: Path, data: dict[str, Array], better: Array, doubt: Array) -> None:
    from assay.write.tables import write_table

    folder.mkdir()
    other = (better != data["label"]) & (doubt > 0.5)
    reason, suggested = (np.full(len(better), None, object) for _ in range(2))
    reason[other], suggested[other] = "the predictions give " + better[other], better[other]
    items = {
        "item": data["id"], "label": data["label"], "suggested": suggested,
        "score": doubt, "p_wrong": doubt, "reason": reason, "split": data["split"],
    }  # fmt: skip
    write_table(items, folder / "items.parquet")
    some = data["id"][np.flatnonzero(other)[:1000]]
    said = {"code": "made-up", "severity": "note", "message": "A finding that was made up."}
    columns = {name: np.full(len(some), word, object) for name, word in said.items()}
    write_table(columns | {"item": some}, folder / "findings.parquet")


def _tell(folder: Path, said: dict[str, Any]) -> None:
    import msgspec

    told = {"schema": "assay-report/1", "name": "data", "kind": "texts", "settings": {"seed": 0}}
    (folder / "report.json").write_bytes(msgspec.json.encode(told | said))
