"""DuckDB, which reads and writes files without pandas or Arrow."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


@contextmanager
def connect() -> Iterator[Any]:
    """Open a database in memory that fetches no extension and looks at no variable of ours."""
    import duckdb

    settings = {"autoinstall_known_extensions": False, "python_enable_replacements": False}
    connection = duckdb.connect(config=settings)
    try:
        connection.execute("SET enable_progress_bar = false; SET timezone = 'UTC'")
        yield connection
    finally:
        connection.close()


def quoted(name: str) -> str:
    """Return the name of a column as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'


def literal(value: str | Path) -> str:
    """Return text as SQL writes it."""
    return "'" + str(value).replace("'", "''") + "'"
