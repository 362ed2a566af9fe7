"""Where values stand in the text of JSON: found without touching a letter of it."""

import re
from collections.abc import Iterator
from json import JSONDecodeError, JSONDecoder
from typing import Any, NamedTuple

SPACE = re.compile(r"[ \t\r\n]*")
DECODE = JSONDecoder(strict=False).raw_decode


class Place(NamedTuple):
    """A value and the piece of text that says it."""

    value: Any
    start: int
    end: int


def value_at(text: str, at: int) -> Place:
    """Return the value that begins at a place."""
    value, end = DECODE(text, at)
    return Place(value, at, end)


def skip(text: str, at: int) -> int:
    """Return the next place that isn't space."""
    return SPACE.match(text, at).end()  # type: ignore[union-attr]


def rows(text: str) -> Iterator[Place]:
    """Yield the values of a list, or those that stand behind each other, as in JSON Lines."""
    at = skip(text, 0)
    if text[at : at + 1] == "[":
        yield from elements(text, at)
        return
    while at < len(text):
        place = value_at(text, at)
        yield place
        at = skip(text, place.end)


def elements(text: str, at: int) -> Iterator[Place]:
    """Yield the values of the list that begins at a place."""
    at = skip(text, at + 1)
    while text[at : at + 1] != "]":
        place = value_at(text, at)
        yield place
        at = skip(text, place.end)
        if text[at : at + 1] == ",":
            at = skip(text, at + 1)
        elif text[at : at + 1] != "]":
            raise JSONDecodeError("Expecting ',' delimiter", text, at)


def members(text: str, at: int) -> dict[str, Place]:
    """Return the values of the object that begins at a place, by name."""
    found: dict[str, Place] = {}
    at = skip(text, at + 1)
    while text[at : at + 1] != "}":
        name, _, end = value_at(text, at)
        at = skip(text, end)
        found[name] = value_at(text, skip(text, at + 1))
        at = skip(text, found[name].end)
        if text[at : at + 1] == ",":
            at = skip(text, at + 1)
    return found


def member_end(text: str, of: Place) -> int:
    """Return where another member of an object can be put: behind the last one."""
    at = of.end - 1
    while text[at - 1] in " \t\r\n":
        at -= 1
    return at
