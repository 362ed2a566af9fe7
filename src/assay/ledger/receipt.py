"""What `apply` writes beside a repaired file, and what turns that file back."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

from assay.errors import ReadError
from assay.ledger.line import digest_of, line_of
from assay.ledger.whole import write_whole

WHO = "revert"
NAME = "assay-receipt"
VERSION = 1


def receipt_path(out: Path) -> Path:
    """Return where the receipt of a repaired file lies."""
    return out.with_name(f"{out.name}.receipt.jsonl")


def write_receipt(path: Path, about: Mapping[str, Any], lines: Sequence[dict[str, Any]]) -> None:
    """Write a receipt: a line about it, a line a change, and a line that says it is whole."""
    told = [line_of({NAME: VERSION, **about}), *map(line_of, lines)]
    told.append(line_of({"lines": len(lines), "id": digest_of("\n".join(told))}))
    write_whole(path, "".join(f"{line}\n" for line in told).encode())


def read_receipt(path: Path) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return what a receipt says; raise where it is not whole."""
    try:
        told = path.read_bytes().decode().split("\n")
        about, *lines, end = [json.loads(line) for line in told[:-1]]
    except OSError as error:
        fix = "Name it with --receipt; it was written beside the repaired file."
        got = error.strerror or str(error)
        rule = "the receipt must be there"
        raise ReadError(WHO, rule, got=got, where=str(path), fix=fix) from None
    except ValueError:
        _broken(path)
    if about.get(NAME) != VERSION:
        rule = "the receipt must be one of this version of assay"
        raise ReadError(WHO, rule, got=repr(about.get(NAME)), where=str(path))
    if end != {"lines": len(lines), "id": digest_of("\n".join(told[:-2]))}:
        _broken(path)
    return about, lines


def _broken(path: Path) -> NoReturn:
    rule = "the receipt must be whole"
    got = "one that was cut or changed"
    raise ReadError(WHO, rule, got=got, where=str(path))
