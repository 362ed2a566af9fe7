"""A file is written whole or stays as it was."""

import os
from pathlib import Path

from assay.errors import OutputError

WHO = "ledger"


def write_whole(path: Path, data: bytes) -> None:
    """Write beside the file, wait for the disk, then take its place."""
    partial = path.with_name(f".partial-{path.name}")
    try:
        with partial.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except OSError as error:
        rule = "the file must be one that can be written"
        got = error.strerror or str(error)
        raise OutputError(WHO, rule, got=got, where=str(path)) from None
    finally:
        partial.unlink(missing_ok=True)


def usable(path: Path, *, force: bool) -> None:
    """Raise where the file is there already and may not be replaced."""
    if path.exists() and not force:
        fix = "Choose another --out, or say --force (force=True) to replace it."
        raise OutputError(WHO, "out must not be there yet", got="a file", where=str(path), fix=fix)
