"""A review to a file of another tool."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from assay.errors import OutputError, UnknownName
from assay.exchange.entry import Entry, Project
from assay.exchange.pictures import Pictures
from assay.exchange.store import Store
from assay.exchange.tool import Tool

WHO = "export"


def export(
    review: Store,
    format: str,  # noqa: A002 - the word of the command line
    path: str | Path,
    where: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Write items of a review, with what is suggested and what was decided, for another tool.

    What somebody decided goes out as an answer, what assay suggests as a suggestion, and neither
    where a format has no place for it: nothing that comes back untouched counts as decided.

    Parameters
    ----------
    review
        An open review.
    format
        One of `assay.exchange.FORMATS`.
    path
        The file, or the folder for formats that are folders.
    where
        Which items, as the review's own filters; all by default.

    Returns
    -------
    dict
        `written`, how many items; `files`, what was made.
    """
    tool, path = tool_of(format), Path(path)
    _check(tool, path)
    project = Project.of(review.info())
    entries = (Entry.of(record) for record in review.records(where or {}))
    try:
        written, files = tool.write(entries, project, path, Pictures(review))
    except OSError as error:
        rule = "the file must be one that can be written"
        got = error.strerror or str(error)
        raise OutputError(WHO, rule, got=got, where=str(path)) from None
    return {"written": written, "files": [str(one) for one in files]}


def tools() -> dict[str, Tool]:
    """Return the formats by name."""
    import assay.exchange as room

    found = [value for value in vars(room).values() if isinstance(value, Tool)]
    return {tool.name: tool for tool in found}


def tool_of(name: str) -> Tool:
    """Return the format of that name."""
    known = tools()
    if name not in known:
        raise UnknownName.of("format", name, known, WHO)
    return known[name]


def _check(tool: Tool, path: Path) -> None:
    if tool.folder:
        if path.is_file():
            raise OutputError(WHO, f"{tool.name} is a folder", got="a file", where=str(path))
        if path.is_dir() and any(path.iterdir()):
            rule, fix = "the folder must be empty", "Choose another."
            raise OutputError(WHO, rule, got="files in it", where=str(path), fix=fix)
        return
    if path.is_dir():
        raise OutputError(WHO, f"{tool.name} is a file", got="a folder", where=str(path))
    if path.suffix.lower() not in tool.suffixes:
        fix = f"Name it {path.with_suffix(tool.suffixes[0]).name}."
        rule = f"a file of {tool.name} must end in {' or '.join(tool.suffixes)}"
        raise OutputError(WHO, rule, got=repr(path.name), fix=fix)
