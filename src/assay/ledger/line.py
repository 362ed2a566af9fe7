"""One line of JSON for one value: the same value gives the same bytes, on any machine."""

import json
import re
from hashlib import blake2b
from typing import Any

#: What editors take for the end of a line, turns text round or has no UTF-8: written as escapes,
#: so that a line read in a pull request shows what it holds.
UNSEEN = re.compile("[\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


def line_of(value: dict[str, Any]) -> str:
    r"""Return the value as JSON on one line, without its end.

    >>> line_of({"item": "7", "new": "café\u2028"})
    '{"item": "7", "new": "café\\u2028"}'
    """
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    return UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def digest_of(text: str) -> str:
    """Return the address of a text: 128 bits of BLAKE2b, in hex."""
    return blake2b(text.encode(), digest_size=16).hexdigest()
