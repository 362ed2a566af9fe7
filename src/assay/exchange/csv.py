"""CSV: a row an item with empty columns to fill in, in any spreadsheet."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from io import TextIOWrapper
from pathlib import Path
from typing import Any

from assay.errors import ReadError
from assay.exchange.answer import UNKNOWN, VERDICTS, Answer, Wrong, duration, moment, shorter
from assay.exchange.cells import cell, freed, is_number, joined, tagged
from assay.exchange.entry import Entry, Label, Project, outcome
from assay.exchange.lines import dumped, write_lines
from assay.exchange.pictures import Pictures
from assay.exchange.sent import content, stamp, unstamped
from assay.exchange.tool import Tool
from assay.ledger import Decision
from assay.read.files import open_bytes

#: Columns that are filled in by people; `event` tells our own decisions.
FILLED = ("verdict", "new", "by", "at", "why", "seconds", "settles", "event")
COLUMNS = ("item", "row", "content", "given", "suggested", "p_wrong", "reason", "split", *FILLED)
#: Names the item's column goes by, and the label's, in files that people make.
ITEMS, LABELS = ("item", "key", "id", "assay_key"), ("new", "label", "decision", "correct")
#: Letters of a cell, and of what an item is.
LARGEST, LETTERS = 1 << 24, 2000


def write(
    entries: Iterable[Entry], project: Project, path: Path, pictures: Pictures
) -> tuple[int, list[Path]]:
    """Write a row an item and reviewer; undecided items have one row with nothing filled in."""
    del project
    count = 0

    def lines() -> Iterator[str]:
        nonlocal count
        yield ",".join(COLUMNS)
        for entry in entries:
            count += 1
            about = described(entry, pictures)
            decided: list[Decision | None] = [one for _, one in sorted(entry.decisions.items())]
            for one in decided or [None]:
                yield joined([*about, *filled(one)])

    write_lines(path, lines())
    return count, [path]


def described(entry: Entry, pictures: Pictures) -> list[Any]:
    """Return what is said of an item before anybody fills in."""
    found: Any = ""
    match entry.kind:
        case "text":
            found = str(entry.content.get("text", ""))[:LETTERS]
        case "row":
            found = dumped(dict(entry.content.get("cells", {})))[:LETTERS]
        case "image":
            lies = pictures.lies(entry)
            found = "" if lies is None else str(lies)
    given, better = cell(entry.given), cell(entry.suggested)
    return [
        entry.key, entry.row, found, given, better, entry.p_wrong, entry.reason, entry.split,
    ]  # fmt: skip


def filled(one: Decision | None) -> list[Any]:
    """Return what a decision fills in."""
    if one is None:
        return [None] * len(FILLED)
    settles = "yes" if one.settles else ""
    new = cell(outcome(one)) if one.verdict != "confirm" else ""
    seconds = one.seconds or None
    return [one.verdict, new, one.by, one.at, one.why, seconds, settles, stamp(one)]


def read(path: Path, project: Project, wrong: Wrong) -> Iterator[Answer]:
    """Yield the rows that somebody filled in."""
    names: list[str] | None = None
    item = label = ""
    for where, values in _rows(path, wrong):
        if names is None:
            names = [name.strip() for name in values]
            item, label = _roles(names, project, path)
            continue
        if len(values) > len(names):
            wrong(where, f"{len(values)} cells under {len(names)} names")
            continue
        row = dict(zip(names, map(freed, values), strict=False))
        if not row.get(item, "").strip():
            wrong(where, f"{item!r} is empty")
            continue
        answer = _answer(row, where, row[item], row.get(label, ""), project, wrong)
        if answer is not None:
            yield answer


def _rows(path: Path, wrong: Wrong) -> Iterator[tuple[str, list[str]]]:
    """Yield the rows with the line each starts at."""
    csv.field_size_limit(LARGEST)
    with open_bytes(path) as file:
        text = TextIOWrapper(file, encoding="utf-8-sig", newline="")
        try:
            reader = csv.reader(text, strict=True)
            line = 1
            for values in reader:
                if values:
                    yield f"line {line}", values
                line = reader.line_num + 1
        except (csv.Error, UnicodeDecodeError) as error:
            wrong(f"line {line}", str(error))


def _roles(names: list[str], project: Project, path: Path) -> tuple[str, str]:
    """Return the columns of the item and of the label."""
    item = next((name for name in ITEMS if name in names), "")
    label = next((name for name in (*LABELS, project.field) if name in names), "")
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise ReadError("bring", "names must differ", got=f"{twice!r} twice", where=str(path))
    if not item or not (label or "verdict" in names):
        rule = f"the file must have a column {' or '.join(ITEMS)} and one {' or '.join(LABELS)}"
        raise ReadError("bring", rule, got=", ".join(map(repr, names[:20])), where=str(path))
    return item, label


def _answer(
    row: Mapping[str, str], where: str, key: str, said: str, project: Project, wrong: Wrong
) -> Answer | None:
    verdict = row.get("verdict", "").strip()
    verdict = {**VERDICTS, "keep": "confirm"}.get(verdict, verdict)
    known = ("relabel", "several", "confirm", "skip", *VERDICTS.values())
    if verdict and verdict not in known:
        wrong(where, f"there is no verdict {shorter(verdict)!r}: it is {', '.join(known)}")
        return None
    labels = tagged(said, project)
    if verdict in ("relabel", "several") and not labels and not project.several:
        wrong(where, f"{verdict} takes a new label")
        return None
    word = "" if verdict in ("relabel", "several") else verdict
    settles = row.get("settles", "").strip().lower() in ("yes", "true", "1")
    new: Label = labels if verdict == "several" else labels[0] if labels else None
    if project.numeric and labels and is_number(labels[0]):
        new = float(labels[0])
    about: dict[str, Any] = {
        name: row.get(name, "").strip() for name in ("by", "why", "event")
    }  # fmt: skip
    now = content(verdict, None if word else new, settles=settles)
    about |= {"sent": now, "event": unstamped(about["event"], now)}
    about |= {"at": moment(row.get("at")), "seconds": duration(row.get("seconds"))}
    about["given"] = _given(row, project)
    bare = not verdict and not labels
    return Answer(where, key, labels=labels, verdict=word, settles=settles, bare=bare, **about)


def _given(row: Mapping[str, str], project: Project) -> Any:
    """Return the label that a row of ours was sent out with."""
    if "given" not in row or "suggested" not in row:
        return UNKNOWN
    names = tagged(row["given"], project)
    if project.several:
        return list(names)
    if project.numeric and names:
        return float(names[0]) if is_number(names[0]) else UNKNOWN
    return names[0] if names else None


CSV = Tool(
    name="csv",
    about="a row an item, with columns to fill in (.csv)",
    suffixes=(".csv",),
    write=write,
    read=read,
    looks=lambda path: path.is_file() and path.name.lower().endswith((".csv", ".csv.gz")),
)
