"""Reports that were written before."""

from pathlib import Path
from typing import Any

from assay.errors import ReadError

SCHEMA = "assay-report/"


def find_report(data: str) -> Path | None:
    """Return the report.json that the words on the command line mean, if they mean one."""
    path = Path(data)
    if path.is_dir() and (path / "report.json").is_file():
        return path / "report.json"
    return path if path.is_file() and path.suffix == ".json" and is_report(path) else None


def is_report(path: Path) -> bool:
    """Tell whether a file is a report, and not data."""
    with path.open("rb") as file:
        return SCHEMA.encode() in file.read(200)


def load_report(path: Path, who: str = "check") -> dict[str, Any]:
    """Return the one dict of a report that was written."""
    import msgspec

    try:
        summary = msgspec.json.decode(path.read_bytes())
    except OSError as error:
        rule = "the report must be a file that can be read"
        raise ReadError(who, rule, got=error.strerror or "", where=str(path)) from None
    except msgspec.DecodeError as error:
        fix = "Give the report.json that assay audit wrote."
        raise ReadError(
            who, "a report must be JSON", got=str(error), where=str(path), fix=fix
        ) from None
    schema = summary.get("schema") if isinstance(summary, dict) else None
    if schema != f"{SCHEMA}1":
        fix = "Give the report.json that this version of assay wrote."
        rule = f"a report must have the schema {SCHEMA}1"
        raise ReadError(who, rule, got=repr(schema), where=str(path), fix=fix)
    return dict(summary)
