"""Turn arrays and numpy numbers into values that strict JSON knows."""

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

#: Characters that turn the direction of what follows, and control characters.
TAMED = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)), "\N{REPLACEMENT CHARACTER}")
TAMED |= dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127), " ")


def harmless(words: str) -> str:
    """Return text without characters that deceive, and no line break before a percent sign."""
    return words.translate(TAMED).replace(" %", "\N{NO-BREAK SPACE}%")


def number(value: Any) -> float | None:
    """Return a float of 6 significant digits, or None for NaN and infinity.

    >>> number(1 / 3), number(float("nan"))
    (0.333333, None)
    """
    value = float(value)
    return float(f"{value:.6g}") if math.isfinite(value) else None


def word(value: Any) -> str:
    """Return text that can always be written as UTF-8."""
    return str(value).encode("utf-8", "replace").decode()


def plain(value: Any) -> Any:
    """Return the value as dicts, lists, str, int, bool, None and rounded floats.

    >>> plain({"shape": np.array([1, 2]), "rate": np.float32(0.1)})
    {'shape': [1, 2], 'rate': 0.1}
    """
    match value:
        case None | bool() | int():
            return value
        case str() | Path():
            return word(value)
        case np.bool_():
            return bool(value)
        case np.integer():
            return int(value)
        case float() | np.floating():
            return number(value)
        case Mapping():
            return {word(key): plain(part) for key, part in value.items()}
        case np.ndarray():
            return [plain(part) for part in value.tolist()]
        case list() | tuple() | set() | frozenset():
            parts = sorted(value, key=str) if isinstance(value, set | frozenset) else value
            return [plain(part) for part in parts]
        case _:
            return word(value)
