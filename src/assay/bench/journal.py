"""What was already measured, one line a row and seed, so that a long suite can go on."""

import hashlib
import os
from pathlib import Path
from threading import Lock

import msgspec
from msgspec import Struct

from assay.bench.outcome import Told
from assay.bench.suite import Row
from assay.bench.work import installed
from assay.errors import DataError


class Unit(Struct, frozen=True):
    """What one row found with one seed, or with its clock.

    Parameters
    ----------
    key
        Of what was measured; see `key`.
    row, seed
        For those who read the file.
    told
        What each contender did.
    missing
        Why it couldn't run.
    """

    key: str
    row: str
    seed: int
    told: list[Told] = []
    missing: str = ""


class Journal:
    """A file of units, each written as soon as it is measured.

    A line that was cut short is measured anew; what came before it counts.

    Parameters
    ----------
    path
        The file; its folder is made. None keeps nothing.
    """

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.units: dict[str, Unit] = {}
        self.lock = Lock()
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            if path.exists():
                self.units = {one.key: one for one in read(path)}

    def keep(self, unit: Unit) -> None:
        """Keep a unit, on disk before this returns."""
        self.units[unit.key] = unit
        if self.path is None:
            return
        with self.lock, self.path.open("ab") as file:
            file.write(msgspec.json.encode(unit) + b"\n")
            file.flush()
            os.fsync(file.fileno())


def read(path: Path) -> list[Unit]:
    """Return the units of a file; a line cut short is taken off it."""
    data = path.read_bytes()
    whole = data[: data.rfind(b"\n") + 1]
    if len(whole) < len(data):
        path.write_bytes(whole)
    try:
        return [msgspec.json.decode(line, type=Unit) for line in whole.splitlines()]
    except msgspec.DecodeError as error:
        rule = "what was measured before must be lines of a journal"
        fix = "Move the file away to measure all anew."
        raise DataError("bench", rule, got=str(error), where=str(path), fix=fix) from None


def key(row: Row, seed: int) -> str:
    """Return what tells one measurement from all others: data, contenders, metrics, version.

    What a number is compared with doesn't change it.
    """
    bare = msgspec.structs.replace(row, figures=[], goals=[], seeds=1)
    said = msgspec.json.encode([bare, seed, installed("assay")])
    return hashlib.sha256(said).hexdigest()[:16]
