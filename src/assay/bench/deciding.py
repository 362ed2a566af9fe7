"""Contenders that write decisions down, and carry them out on files."""

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Any

from assay.bench.work import Work
from assay.ledger import Decision, Ledger, Patch, apply, diff, revert
from assay.registry import Parts

__all__ = ["append_decisions", "apply_decisions", "diff_files", "fold_decisions", "revert_file"]

Given = Mapping[str, Any] | Parts
AT = "2026-01-31T12:00:00.000Z"


def append_decisions(given: Given, count: int = 400, reviewers: int = 1, batch: int = 1) -> Work:
    """Write decisions as so many reviewers at once; seconds are those of one decision."""
    del given
    folder = TemporaryDirectory(prefix="assay-bench-")
    ledger = Ledger(Path(folder.name) / "ledger.sqlite")
    turns = iter(range(10**6))

    def write(by: str, turn: int) -> None:
        for first in range(0, count, batch):
            items = range(first, min(first + batch, count))
            ledger.append([Decision(f"{turn}-{i}", "drop", by=by, at=AT) for i in items])

    def run() -> float:
        turn, began = next(turns), time.perf_counter()
        threads = [Thread(target=write, args=(f"r{n}", turn)) for n in range(reviewers)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return (time.perf_counter() - began) / (count * reviewers)

    return Work(run, read=_nothing, seconds=float, close=_closing(ledger, folder))


def fold_decisions(given: Given, count: int = 100_000) -> Work:
    """Open a ledger and tell what stands."""
    del given
    folder = TemporaryDirectory(prefix="assay-bench-")
    path = Path(folder.name) / "ledger.sqlite"
    with Ledger(path) as ledger:
        ledger.append([Decision(str(i), "drop", by=f"r{i % 3}", at=AT) for i in range(count)])

    def fold() -> None:
        with Ledger(path) as ledger:
            ledger.settled()

    return Work(fold, read=_nothing, close=folder.cleanup)


def apply_decisions(given: Given, suffix: str = ".csv", items: int = 1_000_000) -> Work:
    """Carry out ten thousand decisions on a file, and write it."""
    folder, path, patch = _file(given, suffix, items)
    out = path.with_name(f"out{suffix}")
    return Work(
        lambda: apply(patch, path, out, by_key=True, force=True),
        read=_nothing,
        close=folder.cleanup,
    )


def revert_file(given: Given, suffix: str = ".csv", items: int = 1_000_000) -> Work:
    """Turn a repaired file back."""
    folder, path, patch = _file(given, suffix, items)
    out, back = path.with_name(f"out{suffix}"), path.with_name(f"back{suffix}")
    apply(patch, path, out, by_key=True)
    return Work(lambda: revert(out, back, force=True), read=_nothing, close=folder.cleanup)


def diff_files(given: Given, suffix: str = ".csv", items: int = 1_000_000) -> Work:
    """Make the patch between a file and its repaired self."""
    folder, path, patch = _file(given, suffix, items)
    out = path.with_name(f"out{suffix}")
    apply(patch, path, out, by_key=True)
    return Work(
        lambda: diff(path, out, field="label", key="id"), read=_nothing, close=folder.cleanup
    )


def _file(given: Given, suffix: str, items: int) -> tuple[TemporaryDirectory[str], Path, Patch]:
    """Return a file of texts, and decisions on one item in a hundred: a tenth of those go."""
    del given
    import numpy as np

    from assay.write import write_table

    folder = TemporaryDirectory(prefix="assay-bench-")
    path = Path(folder.name) / f"table{suffix}"
    names = np.array([f"i{i}" for i in range(items)], object)
    texts = np.array([f'the "{i}th" text, of a customer' for i in range(items)], object)
    labels = np.array([f"c{i % 50}" for i in range(items)], object)
    write_table({"id": names, "text": texts, "label": labels}, path)
    made = tuple(
        Decision(f"i{i}", "relabel" if i % 1000 else "drop", old=f"c{i % 50}",
                 new="c7" if i % 1000 else None, at=AT)
        for i in range(0, items, 100)
    )  # fmt: skip
    return folder, path, Patch(made, data="file-other", key="id")


def _closing(ledger: Ledger, folder: TemporaryDirectory[str]) -> Callable[[], None]:
    def close() -> None:
        ledger.close()
        folder.cleanup()

    return close


def _nothing(_: Any) -> None:
    """Answer nothing: there is no truth to hold it to."""
