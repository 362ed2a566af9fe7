"""The summary as strict JSON: no NaN, keys in their own order, two spaces a level."""

from typing import Any

import msgspec


def text(summary: dict[str, Any]) -> str:
    """Return the summary as JSON text."""
    return msgspec.json.format(msgspec.json.encode(summary), indent=2).decode() + "\n"
