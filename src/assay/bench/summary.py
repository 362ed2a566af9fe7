"""What many rows say together: who ranks best on the whole, and who is never far behind."""

import math
import statistics
from collections.abc import Iterator, Sequence

from assay.bench.outcome import Compared, Told

#: Metrics that are summed up, all of them better when higher.
SUMMED = ("average-precision", "f1", "accuracy", "area-under-curve")
#: This far behind the best is as good as the best.
CLOSE = 0.01
HEAD = (
    "contender",
    "rows",
    "mean",
    f"best or within {CLOSE:g}",
    "worst gap",
    "mean above the peer",
)


def summaries(rows: Sequence[Compared]) -> Iterator[tuple[str, list[list[str]]]]:
    """Yield the title and the lines of a summary for each metric that several rows have.

    A line a contender: how many rows it has the metric of, the mean, in how many it is best or
    nearly so, how far it is behind the best at worst, and the mean difference to the first peer
    of the rows, where both ran.
    """
    for metric in SUMMED:
        told = [row for row in rows if len(scores(row, metric)) > 1]
        if len(told) < 2:
            continue
        names = list(dict.fromkeys(name for row in told for name in scores(row, metric)))
        yield f"{metric} over rows", [line(told, name, metric) for name in names]


def line(rows: Sequence[Compared], name: str, metric: str) -> list[str]:
    """Return the line of one contender."""
    mine = [(row, scores(row, metric)) for row in rows if name in scores(row, metric)]
    behind = [max(all_.values()) - all_[name] for _, all_ in mine]
    close = sum(gap <= CLOSE + 1e-9 for gap in behind)
    above = [
        all_[name] - all_[peer]
        for row, all_ in mine
        if (peer := first_peer(row)) in all_ and peer != name
    ]
    return [
        name,
        str(len(mine)),
        f"{statistics.fmean(all_[name] for _, all_ in mine):.4f}",
        f"{close} of {len(mine)}",
        f"{max(behind):.4f}",
        f"{statistics.fmean(above):+.4f}" if above else "",
    ]


def scores(row: Compared, metric: str) -> dict[str, float]:
    """Return what each contender of a row has of a metric."""
    middles = {told.contender: told.middle(metric) for told in row.contenders}
    return {name: value for name, value in middles.items() if not math.isnan(value)}


def first_peer(row: Compared) -> str:
    """Return the name of the first peer, "" where there is none."""
    peers: Iterator[Told] = (told for told in row.contenders if told.kind == "peer")
    return next((told.contender for told in peers), "")
