"""Where in the user's files an item stands, for programs that annotate lines."""

from pathlib import PurePath
from typing import Any
from urllib.parse import quote

Summary = dict[str, Any]

#: Line of the first row, by suffix; files of other kinds have no lines.
FIRST_LINE = {".csv": 2, ".tsv": 2, ".jsonl": 1, ".ndjson": 1}


def data_path(summary: Summary) -> str:
    """Return the file or folder the data were read from, "" for data from memory."""
    path = summary["origin"].get("path") or summary["origin"].get("data")
    return path if isinstance(path, str) else ""


def line(summary: Summary, row: int) -> int:
    """Return the line of a row, 1 in files without lines.

    Exact where no cell holds a line break.

    >>> line({"origin": {"path": "a.csv"}}, 0), line({"origin": {"path": "a.parquet"}}, 5)
    (2, 1)
    """
    first = FIRST_LINE.get(PurePath(data_path(summary)).suffix.lower())
    return row + first if first else 1


def uri(summary: Summary) -> str:
    """Return the data's path as a URI reference.

    >>> uri({"origin": {"path": "my data/a.csv"}}), uri({"origin": {}})
    ('my%20data/a.csv', 'data')
    """
    path = data_path(summary).replace("\\", "/")
    if not path:
        return "data"
    return ("file://" if path.startswith("/") else "") + quote(path)
