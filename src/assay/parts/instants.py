"""Dates written as strings, as numbers."""

import re
from itertools import islice

import numpy as np

from assay.types import Array, Bools, Floats

ISO = re.compile(
    r"\d{4}[-/]\d{2}[-/]\d{2}([ T]\d{2}:\d{2}(:\d{2}(\.\d+)?)?\s?(Z|UTC|[+-]\d{2}:?\d{2})?)?"
)
DAY = 86_400.0
#: Cycles that people's doings follow, in seconds; a day only where times are told.
CYCLES = (365.2425 * DAY, 7 * DAY)
#: Values that must look like dates before all are tried.
SAMPLE = 50


def seconds(values: list[str]) -> Floats | None:
    """Return the seconds since 1970 of dates in ISO form, or None where one isn't.

    Offsets of time zones are left out: the time on the clock is what people act by.

    Examples
    --------
    >>> seconds(["1970-01-02", "1970-01-01 00:01"])
    array([8.64e+04, 6.00e+01])
    >>> seconds(["1970-01-02", "soon"]) is None
    True
    """
    if not values or not all(ISO.fullmatch(value) for value in islice(values, SAMPLE)):
        return None
    if not all(map(ISO.fullmatch, values)):
        return None
    clean = [value[:19].rstrip("Z").replace("/", "-") for value in values]
    try:
        return np.array(clean, "datetime64[s]").astype(np.float64)
    except ValueError:  # the 30th of February
        return None


def instants(column: Array) -> Floats:
    """Return (n,) seconds of dates; NaN for what is missing or isn't one.

    Examples
    --------
    >>> instants(np.array(["1970-01-02", "soon", None], object))
    array([86400.,    nan,    nan])
    """
    known = {str(one) for one in column.tolist() if one is not None}
    told = {one: seconds([one]) for one in known}
    found = [None if one is None else told[str(one)] for one in column.tolist()]
    return np.array([np.nan if one is None else one[0] for one in found], np.float64)


def cycles(instant: Floats, taught: Bools | None = None) -> Array:
    """Return (n, 2c) where each instant stands in the year, the week and, if told, the day.

    Parameters
    ----------
    instant
        (n,) seconds; NaN is missing and stands at the middle.
    taught
        (n,) rows that say whether times of the day are told; by default all.
    """
    seen = instant if taught is None else instant[taught]
    known = seen[~np.isnan(seen)]
    lengths = (*CYCLES, DAY) if (known % DAY).any() else CYCLES
    phase = 2 * np.pi * instant[:, None] / np.array(lengths)
    return np.nan_to_num(0.5 * np.hstack([np.sin(phase), np.cos(phase)]))
