"""JSON that is written line by line, and read so that what is wrong is told by its line."""

import codecs
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from assay.errors import OutputError, ReadError
from assay.exchange.answer import Wrong, kind_of

WHO = "bring"
#: Bytes of a file that may be read; more is no review of labels.
LARGEST = 4 << 30
DECODER = msgspec.json.Decoder()


def dumped(value: Any) -> str:
    """Return JSON in one line; half a surrogate pair stays what it is."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        text = json.dumps(value, allow_nan=False)
    return text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def write_lines(path: Path, lines: Iterable[str]) -> int:
    """Write lines beside the file, which then takes its place; return how many there are."""
    partial = path.with_name(f".partial-{path.name}")
    count = 0
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with partial.open("w", encoding="utf-8", newline="\n") as file:
            for line in lines:
                file.write(line + "\n")
                count += 1
        partial.replace(path)
    except OSError as error:
        rule = "the file must be one that can be written"
        got = error.strerror or str(error)
        raise OutputError("export", rule, got=got, where=str(path)) from None
    finally:
        partial.unlink(missing_ok=True)
    return count


def listed(values: Iterable[Any]) -> Iterator[str]:
    """Yield the lines of a JSON list, a value a line."""
    before = "["
    for value in values:
        yield before + dumped(value)
        before = ","
    yield "[]" if before == "[" else "]"


def decoded(path: Path) -> Any:
    """Return what a JSON file holds."""
    try:
        return DECODER.decode(_read(path))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        rule = "the file must be JSON"
        raise ReadError(WHO, rule, got=str(error), where=str(path)) from None


def objects(path: Path, wrong: Wrong) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield where it is and what it is, of every object of a JSON list or of JSON Lines."""
    text = _read(path)
    if text.lstrip()[:1] == b"[":
        for at, value in enumerate(_list(text, path), 1):
            if isinstance(value, Mapping):
                yield f"entry {at}", value
            else:
                wrong(f"entry {at}", f"not an object but {kind_of(value)}")
        return
    for at, line in enumerate(text.split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            value = DECODER.decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            wrong(f"line {at}", f"not JSON: {error}")
            continue
        if isinstance(value, Mapping):
            yield f"line {at}", value
        else:
            wrong(f"line {at}", f"not an object but {kind_of(value)}")


def _list(text: bytes, path: Path) -> list[Any]:
    try:
        return list(DECODER.decode(text))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        rule = "the file must be a JSON list, or one JSON object a line"
        raise ReadError(WHO, rule, got=str(error), where=str(path)) from None


def _read(path: Path) -> bytes:
    from assay.read.files import open_bytes

    with open_bytes(path) as file:
        text: bytes = file.read(LARGEST + 1)
    if len(text) > LARGEST:
        rule = "the file must be of less than 4 GB"
        raise ReadError(WHO, rule, got="more", where=str(path), fix="Export it in parts.")
    return text.removeprefix(codecs.BOM_UTF8)


def first(path: Path) -> Any:
    """Return the first object of a file that may be JSON, None where it is none."""
    quiet = Wrong("")
    try:
        return next((value for _, value in objects(path, quiet)), None)
    except ReadError:
        return None
