"""What a request is told that can't be served."""

from typing import Any

from assay.errors import AssayError, UnknownName

#: Characters of what was got that are worth repeating.
LETTERS = 80


def told(error: AssayError) -> dict[str, Any]:
    """Return an error as the page reads it."""
    parts = {name: getattr(error, name) for name in ("who", "rule", "got", "where", "fix")}
    return {"error": parts}


def status(error: AssayError) -> int:
    """Return the HTTP status of an error: all of them are the asker's, or the data's."""
    return 404 if isinstance(error, UnknownName) else 400


def refused(rule: str, *, got: object = "", where: str = "", fix: str = "") -> dict[str, Any]:
    """Return an error of the server itself.

    >>> refused("there must be a token")["error"]["rule"]
    'there must be a token'
    """
    # Half a character, which JSON can name, can't be written as text.
    seen = (got if isinstance(got, str) else repr(got)).encode("utf-8", "replace").decode()
    seen = seen if len(seen) <= LETTERS else seen[: LETTERS - 1] + "…"
    return {"error": {"who": "review", "rule": rule, "got": seen, "where": where, "fix": fix}}
