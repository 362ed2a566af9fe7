"""What the words on a command line mean: a patch, a ledger, or the folder of a review."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assay.errors import ReadError
from assay.ledger.ledger import Ledger
from assay.ledger.patch import Patch
from assay.ledger.standing import Conflict

WHO = "Patch"
FILE = "ledger.sqlite"
#: What reading noted that is no option of reading.
NO_OPTIONS = ("path", "data", "type", "broken")


@dataclass(frozen=True)
class Source:
    """Decisions, and what is known of where they belong.

    Parameters
    ----------
    patch
        What is settled.
    conflicts
        Items on which reviewers disagree.
    data
        The file that was reviewed, where that is known.
    """

    patch: Patch
    conflicts: tuple[Conflict, ...] = ()
    data: str = ""


def source_of(path: str | Path) -> Source:
    """Return the decisions of a patch, a ledger, or the folder of an audit or of its review."""
    path = Path(path)
    if path.is_dir():
        return _of_ledger(next((p for p in _ledgers(path) if p.is_file()), _ledgers(path)[0]))
    if path.suffix == ".sqlite":
        return _of_ledger(path)
    return Source(Patch.read(path))


def _ledgers(folder: Path) -> list[Path]:
    return [folder / "review" / FILE, folder / FILE]


def _of_ledger(path: Path) -> Source:
    if not path.is_file():
        rule = "the folder must be one in which labels were reviewed"
        fix = f"Review them first: assay review {path.parent.parent}"
        raise ReadError(WHO, rule, got=f"no {FILE}", where=str(path.parent), fix=fix)
    report = _report(path.parent.parent / "report.json")
    origin = report.get("origin") or {}
    about: dict[str, Any] = {}
    if report:
        options = {n: v for n, v in origin.items() if n not in NO_OPTIONS}
        key = str(origin.get("id") or "")
        about = {"data": report.get("data_digest", ""), "key": key, "options": options}
        about["name"] = str(report.get("name", ""))
    with Ledger(path, create=False) as ledger:
        conflicts = ledger.settled()[1]
        patch = Patch.of(ledger, **about)
    data = origin.get("path") or origin.get("data")
    return Source(patch, tuple(conflicts), data if isinstance(data, str) else "")


def _report(path: Path) -> dict[str, Any]:
    """Return the report beside a review; nothing where the ledger stands alone."""
    if not path.is_file():
        return {}
    try:
        found = json.loads(path.read_bytes())
    except ValueError as error:
        rule = "the report must be JSON"
        raise ReadError(WHO, rule, got=str(error), where=str(path)) from None
    return found if isinstance(found, dict) else {}
