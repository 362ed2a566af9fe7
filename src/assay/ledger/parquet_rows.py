"""Rows of Parquet: what isn't decided keeps its values, types, order and metadata."""

import tempfile
from base64 import b64decode, b64encode
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from assay.errors import DataError, OutputError, ReadError
from assay.ledger.encoded import digest_of_file
from assay.ledger.rows import COLUMN, Columns, Edit, Kind, Row
from assay.read.connect import connect, literal, quoted
from assay.read.table import unmasked
from assay.read.typed_tables import NUMBERS

WHO = "ledger"
#: Number of a row in its file, as DuckDB tells it.
NUMBER = "file_row_number"
#: Under which key Arrow keeps the types that Parquet doesn't know.
ARROW = b"ARROW:schema"
CODECS = frozenset(("uncompressed", "snappy", "gzip", "zstd", "brotli", "lz4_raw"))


class ParquetRows:
    """The rows of a Parquet file.

    Parameters
    ----------
    path
        The file.
    columns
        Which columns matter.
    """

    def __init__(self, path: Path, columns: Columns) -> None:
        self.path = path
        self.columns = columns
        self.count = 0
        self.types = _types(path)
        for name in (columns.field, columns.key, columns.split):
            if name and name not in self.types:
                rule, fix = (
                    f"there must be a column {name!r}",
                    f"There are: {', '.join(self.types)}.",
                )
                raise DataError(WHO, rule, got="none", where=str(path), fix=fix)
        self.kind = _kind(self.types[columns.field], columns.field, path)

    def find(self, items: Collection[str] | None = None) -> Mapping[str, Row]:
        """Return rows by their item; raise where an item that is asked for is there twice."""
        key, split = self.columns.key, self.columns.split
        cells = [
            f"{quoted(self.columns.field)} AS c0",
            f"CAST({quoted(key)} AS VARCHAR) AS c1" if key else "'' AS c1",
            f"CAST({quoted(split)} AS VARCHAR) AS c2" if split else "'' AS c2",
        ]
        with connect() as connection:
            query = f"SELECT {', '.join(cells)} FROM {_scan(self.path)} ORDER BY {NUMBER}"
            found = connection.execute(query).fetchnumpy()
        labels, keys, splits = (_plain(found[f"c{i}"]) for i in range(3))
        self.count = len(labels)
        rows: dict[str, Row] = {}
        for number, item in enumerate(keys if key else map(str, range(self.count))):
            item = "" if item is None else item.removesuffix(".0")
            if items is not None and item not in items:
                continue
            if item in rows:
                rule, where = "ids must differ", f"rows {rows[item].number} and {number}"
                raise DataError(WHO, rule, got=f"{item!r} twice", where=f"{self.path}, {where}")
            rows[item] = Row(number, labels[number], splits[number] or "")
        return rows

    def write(
        self, edits: Sequence[Edit], out: Path, *, verdicts: bool
    ) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        """Write the file anew, and return what is needed to go back."""
        if verdicts and COLUMN in self.types:
            fix = "Rename it, or leave the verdicts out."
            raise DataError(WHO, f"there must be no column {COLUMN!r} yet", got="one", fix=fix)
        field, kind = quoted(self.columns.field), self.types[self.columns.field]
        with connect() as connection:
            _keep(connection, edits, kind)
            source = f"{_scan(self.path)} AS old"
            # First what leads back: `out` may be the file itself.
            edited = f"{source} JOIN edits ON old.{NUMBER} = edits.number"
            back = {
                "changed": f"SELECT old.{NUMBER}, old.{field} FROM {edited} WHERE act = 'write'",
                "dropped": f"SELECT old.* FROM {edited} WHERE act = 'drop'",
            }
            about = {
                name: _packed(connection, f"{query} ORDER BY old.{NUMBER}")
                for name, query in back.items()
            }
            before, types = digest_of_file(self.path), _arrow_types(connection, self.path)
            joined = f"{source} LEFT JOIN edits ON old.{NUMBER} = edits.number"
            said = f"CASE WHEN edits.act = 'write' THEN edits.cell ELSE old.{field} END AS {field}"
            more = f", coalesce(edits.verdict, '') AS {COLUMN}" if verdicts else ""
            copy(
                connection,
                f"SELECT old.* EXCLUDE ({NUMBER}) REPLACE ({said}){more} FROM {joined} "
                f"WHERE edits.act IS DISTINCT FROM 'drop' ORDER BY old.{NUMBER}",
                out,
                like=self.path,
                types=_with_column(types) if verdicts else types,
            )
        digests = {"before": before, "after": digest_of_file(out)}
        known = {"rows": self.count, "field": self.columns.field, "column": verdicts}
        known["types"] = types.decode()
        return {"kind": "parquet", **digests, **known, **about}, []


def restore(path: Path, about: Mapping[str, Any], out: Path) -> None:
    """Write the file as it was before an edit."""
    field = quoted(about["field"])
    with tempfile.TemporaryDirectory() as folder, connect() as connection:
        scans = {}
        for name in ("changed", "dropped"):
            file = Path(folder) / name
            file.write_bytes(b64decode(about[name]))
            scans[name] = f"read_parquet({literal(file)})"
        # Rows that stayed are numbered as before: in order, but for the numbers that are gone.
        kept = (
            f"SELECT n AS number, row_number() OVER (ORDER BY n) - 1 AS place "
            f"FROM range({int(about['rows'])}) AS all_rows(n) "
            f"ANTI JOIN {scans['dropped']} AS gone ON n = gone.{NUMBER}"
        )
        extra = f", {COLUMN}" if about["column"] else ""
        said = f"CASE WHEN was.{NUMBER} IS NULL THEN new.{field} ELSE was.{field} END AS {field}"
        stayed = (
            f"SELECT new.* EXCLUDE ({NUMBER}{extra}) REPLACE ({said}), kept.number AS {NUMBER} "
            f"FROM {_scan(path)} AS new JOIN ({kept}) AS kept ON new.{NUMBER} = kept.place "
            f"LEFT JOIN {scans['changed']} AS was ON kept.number = was.{NUMBER}"
        )
        query = f"({stayed}) UNION ALL BY NAME SELECT * FROM {scans['dropped']}"
        ordered = f"SELECT * EXCLUDE ({NUMBER}) FROM ({query}) ORDER BY {NUMBER}"
        copy(connection, ordered, out, like=path, types=about["types"].encode())


def copy(connection: Any, query: str, out: Path, *, like: Path, types: bytes) -> None:
    """Write what a query returns, packed as another file is, with its metadata and these types."""
    import duckdb

    # Else columns without a gap become columns that can't have any.
    connection.execute("SET disabled_optimizers = 'statistics_propagation'")
    codec, rows = connection.execute(
        f"SELECT lower(mode(compression)), max(row_group_num_rows) "
        f"FROM parquet_metadata({literal(like)})"
    ).fetchone()
    options = [f"COMPRESSION {codec if codec in CODECS else 'zstd'}"]
    options.append(f"ROW_GROUP_SIZE {max(int(rows or 0), 2048)}")
    if (metadata := _metadata(connection, like, types)) is not None:
        options.append(f"KV_METADATA {metadata}")
    partial = out.with_name(f".partial-{out.name}")
    try:
        text = f"COPY ({query}) TO {literal(partial)} (FORMAT parquet, {', '.join(options)})"
        connection.execute(text)
        partial.replace(out)
    except (OSError, duckdb.IOException) as error:
        rule = "the file must be one that can be written"
        got = str(error).splitlines()[0]
        raise OutputError(WHO, rule, got=got, where=str(out)) from None
    finally:
        partial.unlink(missing_ok=True)


def _metadata(connection: Any, path: Path, types: bytes) -> str | None:
    """Return what the file says of itself, with these types for Arrow."""
    pairs = []
    for key, value in _told(connection, path).items():
        value = types if key == ARROW else value
        try:
            pairs.append(f"{literal(key.decode())}: {literal(value.decode())}")
        except UnicodeDecodeError:
            continue
    return f"{{{', '.join(pairs)}}}" if pairs else None


def _told(connection: Any, path: Path) -> dict[bytes, bytes]:
    query = f"SELECT key, value FROM parquet_kv_metadata({literal(path)})"
    return dict(connection.execute(query).fetchall())


def _arrow_types(connection: Any, path: Path) -> bytes:
    """Return the types that Arrow keeps beside those of Parquet, b"" where it doesn't."""
    return _told(connection, path).get(ARROW, b"")


def _with_column(types: bytes) -> bytes:
    """Return Arrow's types with the column of verdicts; as they were where pyarrow isn't there."""
    try:
        import pyarrow as arrow
    except ImportError:
        return types
    if not types:
        return types
    schema = arrow.ipc.read_schema(arrow.py_buffer(b64decode(types)))
    return b64encode(schema.append(arrow.field(COLUMN, arrow.string())).serialize().to_pybytes())


def _scan(path: Path) -> str:
    return f"read_parquet({literal(path)}, file_row_number = true)"


def _types(path: Path) -> dict[str, str]:
    import duckdb

    with connect() as connection:
        try:
            rows = connection.execute(f"DESCRIBE SELECT * FROM read_parquet({literal(path)})")
            return {name: str(kind) for name, kind, *_ in rows.fetchall()}
        except duckdb.Error as error:
            rule, got = "the file must be a whole Parquet file", str(error).splitlines()[0]
            raise ReadError(WHO, rule, got=got, where=str(path)) from None


def _kind(kind: str, field: str, path: Path) -> Kind:
    if kind == "VARCHAR":
        return "text"
    if kind == "VARCHAR[]":
        return "list"
    if kind == "BOOLEAN":
        return "boolean"
    if NUMBERS.match(kind):
        return "number"
    rule = "labels must be text, numbers, booleans or lists of text"
    raise DataError(WHO, rule, got=kind, where=f"{path}, column {field!r}")


def _plain(column: Any) -> list[Any]:
    values = unmasked(column).tolist()
    return [value.tolist() if hasattr(value, "tolist") else value for value in values]


def _keep(connection: Any, edits: Sequence[Edit], kind: str) -> None:
    """Put the edits into a table, their labels as the column's type."""
    import msgspec

    connection.execute(
        f"CREATE TEMP TABLE edits (number BIGINT, act VARCHAR, cell {kind}, verdict VARCHAR)"
    )
    rows = [{"number": e.number, "act": e.act, "cell": e.cell, "verdict": e.verdict} for e in edits]
    shape = f'[{{"number": "BIGINT", "act": "VARCHAR", "cell": "{kind}", "verdict": "VARCHAR"}}]'
    connection.execute(
        "INSERT INTO edits SELECT unnest(from_json(?, ?), recursive := true)",
        [msgspec.json.encode(rows).decode(), shape],
    )


def _packed(connection: Any, query: str) -> str:
    """Return the rows of a query as a Parquet file, in letters."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "rows"
        connection.execute(f"COPY ({query}) TO {literal(file)} (FORMAT parquet, COMPRESSION zstd)")
        return b64encode(file.read_bytes()).decode()
