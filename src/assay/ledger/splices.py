"""Pieces of a text put for others, and back."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple


class Splice(NamedTuple):
    """A piece of a text, from start to end, and what comes in its place."""

    start: int
    end: int
    now: str


def spliced(text: str, splices: Iterable[Splice]) -> tuple[str, list[dict[str, Any]]]:
    r"""Return the text with the pieces in place, and what turns it back.

    >>> after, back = spliced("a,cat\n", [Splice(2, 5, "dog")])
    >>> after, back, unspliced(after, back)
    ('a,dog\n', [{'at': 2, 'now': 'dog', 'was': 'cat'}], 'a,cat\n')
    """
    parts, back, read, written = [], [], 0, 0
    # Of two at one place the one that was named first stands first.
    for start, end, now in sorted(splices, key=lambda one: one[:2]):
        parts += [text[read:start], now]
        written += start - read
        back.append({"at": written, "now": now, "was": text[start:end]})
        written += len(now)
        read = end
    parts.append(text[read:])
    return "".join(parts), back


def unspliced(text: str, back: Sequence[dict[str, Any]]) -> str:
    """Return the text as it was; raise ValueError where it is another."""
    parts, read = [], 0
    for one in back:
        at, now = one["at"], one["now"]
        if at < read or text[at : at + len(now)] != now:
            raise ValueError(f"other text at {at}")
        parts += [text[read:at], one["was"]]
        read = at + len(now)
    parts.append(text[read:])
    return "".join(parts)
