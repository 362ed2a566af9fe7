"""The folder of a report: opened once, and every file in it whole or as it was."""

from collections.abc import Callable, Mapping
from pathlib import Path

from assay.errors import OutputError
from assay.types import Columns

WHO = "Report"


def written(
    out: Path,
    tables: Mapping[str, Columns],
    texts: Mapping[str, Callable[[], str]],
    *,
    force: bool = False,
) -> Path:
    """Write tables and texts into a folder by their names, and return it.

    Parameters
    ----------
    out
        Made where it isn't there.
    tables
        Columns by the name of their file.
    texts
        What makes each text, by the name of its file.
    force
        Write into a folder that isn't empty.
    """
    from assay.write.tables import write_table

    folder = opened(out, force=force)
    try:
        for name, columns in tables.items():
            write_table(columns, folder / name)
        for name, make in texts.items():
            replace(folder / name, make())
    except OSError as error:
        rule = "the folder must be one that can be written"
        got = error.strerror or str(error)
        raise OutputError(WHO, rule, got=got, where=str(folder)) from None
    return folder


def opened(folder: Path, *, force: bool) -> Path:
    """Return the folder, made where it isn't there; raise where it holds other things."""
    if folder.exists() and not folder.is_dir():
        raise OutputError(WHO, "out must be a folder", got="a file", where=str(folder))
    if folder.is_dir() and any(folder.iterdir()) and not force:
        fix = "Choose another folder, or say --force (force=True) to overwrite the report in it."
        raise OutputError(
            WHO, "the folder must be empty", got="files in it", where=str(folder), fix=fix
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        rule = "the folder must be one that can be made"
        raise OutputError(WHO, rule, got=error.strerror or str(error), where=str(folder)) from None
    return folder


def replace(path: Path, text: str) -> None:
    """Write beside the file, then take its place: no crash leaves half a file."""
    partial = path.with_name(f".partial-{path.name}")
    try:
        partial.write_text(text, encoding="utf-8", newline="\n")
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
