"""The lines of a patch's file: written, and read with the exact line that is wrong."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NoReturn

from assay.errors import AssayError, ReadError
from assay.ledger.decision import Decision
from assay.ledger.line import line_of
from assay.ledger.protected import is_test

WHO = "Patch"
VERSION = 1
#: What the first line says, and the kind of each.
HEADER: dict[str, type] = {
    "assay-patch": int, "name": str, "data": str, "key": str, "field": str, "decisions": int,
    "verdicts": dict, "test": int, "options": dict,
}  # fmt: skip
#: What a patch is built from.
ABOUT = ("name", "data", "key", "field", "options")
CUT = "The file was cut short, or lines were removed: write it again, or mend the counts in line 1."


def told(header: Mapping[str, Any], decisions: Iterable[Decision]) -> str:
    """Return the text of a file."""
    lines = [line_of(dict(header))]
    lines += [line_of(one.plain() | {"id": one.id}) for one in decisions]
    return "".join(f"{line}\n" for line in lines)


def bytes_of(path: Path) -> bytes:
    """Return what a file holds."""
    try:
        return path.read_bytes()
    except OSError as error:
        rule = "the patch must be a file that can be read"
        raise ReadError(WHO, rule, got=error.strerror or str(error), where=str(path)) from None


def parsed(text: str | bytes, where: str = "") -> tuple[dict[str, Any], list[Decision]]:
    """Return what a patch is built from, and its decisions."""
    # Only \n ends a line: other ends may stand inside of one.
    raw = (text.encode() if isinstance(text, str) else text).split(b"\n")
    if raw == [b""]:
        _refuse("a patch must hold a line about itself", "an empty file", 1, where, CUT)
    if raw.pop() != b"":
        _refuse("every line must have its end", "a line that is cut", len(raw) + 1, where, CUT)
    header = _header(_object(raw[0], 1, where), where)
    decisions: list[Decision] = []
    lines: dict[str, int] = {}
    for number, line in enumerate(raw[1:], 2):
        one = _decision(_object(line, number, where), number, where)
        if one.item in lines:
            rule = "a patch must have one decision an item"
            got = f"item {one.item!r} again, after line {lines[one.item]}"
            _refuse(rule, got, number, where, "Take one of them out, or assay merge two patches.")
        if one.field != header["field"]:
            rule = f"a patch is of one field, {header['field']!r}"
            _refuse(rule, repr(one.field), number, where)
        lines[one.item] = number
        decisions.append(one)
    _check_counts(header, decisions, where)
    return {name: header[name] for name in ABOUT}, decisions


def _refuse(rule: str, got: str, line: int, where: str, fix: str = "") -> NoReturn:
    place = f"{where}, line {line}" if where else f"line {line}"
    raise ReadError(WHO, rule, got=got, where=place, fix=fix)


def _object(line: bytes, number: int, where: str) -> dict[str, Any]:
    try:
        found = json.loads(line.decode(), object_pairs_hook=_once, parse_constant=_no_number)
    except ValueError as error:
        got = str(error).splitlines()[0]
        _refuse("every line must be one JSON object", got, number, where)
    if not isinstance(found, dict):
        _refuse("every line must be one JSON object", type(found).__name__, number, where)
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key that stands there twice")
    return found


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"{word}, which is no JSON")


def _header(header: dict[str, Any], where: str) -> dict[str, Any]:
    fix = "Give a file that assay wrote as a patch."
    if header.get("assay-patch") != VERSION:
        got = repr(header.get("assay-patch"))
        rule = f"the first line must be of a patch of version {VERSION}"
        _refuse(rule, got, 1, where, fix)
    for name, kind in HEADER.items():
        if type(header.get(name)) is not kind:
            rule = f"the first line must say {name}, as {kind.__name__}"
            _refuse(rule, repr(header.get(name)), 1, where, fix)
    return header


def _decision(found: dict[str, Any], number: int, where: str) -> Decision:
    claimed = found.pop("id", None)
    try:
        one = Decision.of(found)
    except AssayError as error:
        _refuse(error.rule, error.got or "another", number, where)
    except TypeError as error:
        _refuse("a line must be a decision", str(error), number, where)
    if one.verdict in ("skip", "undo"):
        _refuse("a patch holds what was decided", one.verdict, number, where)
    if one.id != claimed:
        rule = f"the id must be the address of what the line says, {one.id}"
        fix = "The line was changed by hand: undo that, or decide again in the review."
        _refuse(rule, repr(claimed), number, where, fix)
    return one


def _check_counts(header: dict[str, Any], decisions: list[Decision], where: str) -> None:
    if header["decisions"] != len(decisions):
        rule = f"{header['decisions']} decisions must follow line 1"
        _refuse(rule, str(len(decisions)), len(decisions) + 1, where, CUT)
    tests = sum(is_test(one.split) for one in decisions)
    if header["test"] != tests:
        rule = "line 1 must say how many decisions are in a test split"
        _refuse(rule, f"{header['test']} of {tests}", 1, where, CUT)
    counts = dict(Counter(one.verdict for one in decisions))
    if header["verdicts"] != counts:
        rule = "line 1 must say how many decisions there are of each verdict"
        _refuse(rule, f"{header['verdicts']} of {counts}", 1, where, CUT)
