"""Bars in one line: a probability, and an estimate with its interval."""

import math
from collections.abc import Sequence

from assay.report.numbers import figure, percent, span
from assay.report.plots.svg import drawing, element


def bar(share: float | None, words: str) -> str:
    """Return a bar that is full at one."""
    width = 100 * min(max(share or 0.0, 0.0), 1.0)
    body = element("rect", class_="rail", width=100, height=8)
    body += element("rect", class_="full", width=float(width), height=8) if width else ""
    return _stretched(drawing(100, 8, words, body, "bar"))


def interval(
    estimate: float | None, low: float | None, high: float | None, top: float = 1.0
) -> str:
    """Return a line from low to high with a mark at the estimate, on a rail from 0 to `top`."""
    if low is None or high is None:
        return ""
    left, right = (100 * min(max(end / top, 0), 1) for end in (low, high))
    words = f"{percent(estimate)}, {span(low, high)}" if estimate is not None else span(low, high)
    body = element("rect", class_="rail", y=5, width=100, height=2)
    body += element("rect", class_="range", x=left, y=3, width=max(right - left, 0.6), height=6)
    if estimate is not None:
        at = 100 * min(max(estimate / top, 0), 1)
        body += element("rect", class_="mark", x=min(max(at - 0.6, 0), 98.8), width=1.2, height=12)
    return _stretched(drawing(100, 12, words, body, "interval"))


def ticks(values: Sequence[float], low: float, high: float, ends: tuple[float, float]) -> str:
    """Return a tick a value on a rail that goes from end to end, and a bar from low to high."""
    width = (ends[1] - ends[0]) or 1.0
    left, right, *places = (
        100 * min(max((value - ends[0]) / width, 0), 1) for value in (low, high, *values)
    )
    body = element("rect", class_="rail", y=7, width=100, height=2)
    body += element("rect", class_="range", x=left, y=4, width=max(right - left, 0.6), height=8)
    for place in places:
        body += element("rect", class_="tick-mark", x=min(place, 99.2), width=0.8, height=16)
    words = f"values {', '.join(map(figure, values))}; {figure(low)} to {figure(high)}"
    return _stretched(drawing(100, 16, words, body, "ticks"))


def spark(counts: Sequence[int], words: str) -> str:
    """Return a column a count, as tall as the largest of them is 16."""
    wide, most = 100 / max(1, len(counts)), max([*counts, 1])
    body = "".join(
        element(
            "rect", class_="spark-bar", x=k * wide, y=16 - 16 * n / most,
            width=max(wide - 1, 0.8), height=max(16 * n / most, 0.6),
        )
        for k, n in enumerate(counts)
        if n
    )  # fmt: skip
    return _stretched(drawing(100, 16, words, body, "spark"))


def scale(*ends: float | None) -> float:
    """Return a round end for an axis that holds all the shares.

    >>> scale(0.11, 0.034), scale(0.8), scale(None)
    (0.15, 1.0, 1.0)
    """
    known = [end for end in ends if end is not None]
    most = max(known, default=1.0)
    if most <= 0:
        return 0.01
    unit = 10 ** math.floor(math.log10(most))
    round_ends = (unit * step for step in (1, 1.5, 2, 3, 5, 7.5, 10))
    return min(1.0, next((round(e, 10) for e in round_ends if e >= most), 1.0))


def _stretched(svg: str) -> str:
    return svg.replace("<svg ", '<svg preserveAspectRatio="none" ', 1)
