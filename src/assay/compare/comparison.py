"""What a comparison found, as a plain dict, in Markdown, and in words."""

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assay.compare.paired import Gain
from assay.compare.stability import Flip
from assay.report.folder import written
from assay.report.numbers import count, percent
from assay.results import Interval


@dataclass(frozen=True)
class Scores:
    """One model on one set of labels.

    Parameters
    ----------
    model
        Its name.
    labels
        original or corrected: which labels of the test set it is scored by.
    items
        How many test items.
    gains
        One for each measure.
    """

    model: str
    labels: str
    items: int
    gains: tuple[Gain, ...]


@dataclass(frozen=True)
class Comparison:
    """What a repair is worth.

    Parameters
    ----------
    names
        What the data are called before and after.
    classes
        Names of the K classes.
    learnt
        How many items were learnt from, before and after.
    items
        Items scored on whose label is known in both versions.
    wrong
        How many of these have another label in the corrected test set.
    scores
        By model and by labels.
    flips
        Pairs of models whose order the test set's own errors turn.
    seed
        What the draws were decided by.
    """

    names: tuple[str, str]
    classes: tuple[str, ...]
    learnt: tuple[int, int]
    items: int
    wrong: int
    scores: tuple[Scores, ...]
    flips: tuple[Flip, ...]
    seed: int

    @property
    def verdict(self) -> str:
        """What it says of the first model, by the best labels there are."""
        one = [s for s in self.scores if s.model == self.scores[0].model][-1]
        gain = one.gains[0]
        value, low, high = gain.difference
        by = f"{one.model}, {count(one.items)} test items, {one.labels} labels"
        if math.isnan(value):
            return f"No test item has a label ({by})."
        if gain.told:
            word = "more" if value > 0 else "fewer"
            return (
                f"The repair {'pays' if value > 0 else 'costs'}: {_points(abs(value))} {word} right"
                f" ({_points(low)} to {_points(high)}; {by})."
            )
        need = _items_for(gain.difference, one.items)
        more = "" if need is None else f" About {count(need)} test items would tell."
        return (
            f"Whether it pays can't be told: {_points(value)} more right"
            f" ({_points(low)} to {_points(high)}; {by}).{more}"
        )

    @property
    def summary(self) -> dict[str, Any]:
        """Everything, as plain values."""
        return {
            "schema": 1,
            "names": {"before": self.names[0], "after": self.names[1]},
            "n_classes": len(self.classes),
            "learnt": {"before": self.learnt[0], "after": self.learnt[1]},
            "test": {"items": self.items, "corrected": self.wrong},
            "verdict": self.verdict,
            "scores": [_plain(one) for one in self.scores],
            "flips": [
                {"better": f.better, "worse": f.worse, "share": _ends(f.share), "now": f.now}
                for f in self.flips
            ],
            "assumes": ASSUMES,
            "seed": self.seed,
        }

    def to_json(self) -> str:
        """Return the summary as JSON."""
        return json.dumps(self.summary, ensure_ascii=False, indent=1) + "\n"

    def to_markdown(self) -> str:
        """Return a page."""
        share = percent(self.wrong / self.items) if self.items else "none"
        lines = [
            f"# {self.names[0]} against {self.names[1]}", "", self.verdict, "",
            f"Learnt from {count(self.learnt[0])} items before and {count(self.learnt[1])} after; "
            f"scored on {count(self.items)}, of which {count(self.wrong)} ({share}) have another "
            "label in the corrected test set.", "",
            "| model | labels | measure | before | after | difference | 95 % interval |",
            "|---|---|---|---|---|---|---|",
        ]  # fmt: skip
        for one in self.scores:
            lines += [_row(one, gain) for gain in one.gains]
        lines += ["", "## Order of the models", "", *self.order(), "", *(f"- {a}" for a in ASSUMES)]
        return "\n".join(lines) + "\n"

    def order(self) -> list[str]:
        """Return a sentence for each pair of models whose order the test set's errors turn."""
        if not self.wrong:
            return ["The test set was not corrected: whether its errors matter can't be told."]
        if not self.flips:
            return ["No share of wrong test labels would turn the order of these models."]
        said = []
        for flip in self.flips:
            value, low, high = flip.share
            now = "It has as many." if flip.now else "It has fewer."
            said.append(
                f"- {flip.better} looks better than {flip.worse}, but is not, from "
                f"{percent(value)} of wrong labels in the test set on "
                f"({percent(low)} to {percent(high)}). {now}"
            )
        return said

    def write(self, out: str | Path, *, force: bool = False) -> Path:
        """Write comparison.json and comparison.md into a folder, and return it."""
        texts = {"comparison.json": self.to_json, "comparison.md": self.to_markdown}
        return written(Path(out), {}, texts, force=force)


#: What the intervals rest on.
ASSUMES = (
    "Intervals hold for new test items, not for another training of the same models.",
    "Corrected labels are right; where only suspects of one model were looked at, it gains by it.",
)


def _plain(one: Scores) -> dict[str, Any]:
    told = {
        gain.measure: {
            "before": _ends(gain.before),
            "after": _ends(gain.after),
            "difference": _ends(gain.difference),
        }
        for gain in one.gains
    }
    return {"model": one.model, "labels": one.labels, "items": one.items, "measures": told}


def _ends(value: Interval) -> list[float | None]:
    return [None if math.isnan(v) else round(v, 6) for v in value]


def _row(one: Scores, gain: Gain) -> str:
    value, low, high = gain.difference
    return (
        f"| {one.model} | {one.labels} | {gain.measure} | {percent(gain.before[0])} | "
        f"{percent(gain.after[0])} | {_points(value)} | {_points(low)} to {_points(high)} |"
    )


def _points(share: float) -> str:
    """Return a difference of shares in points.

    >>> _points(0.0213), _points(-0.004)
    ('2.1 points', '-0.4 points')
    """
    return f"{100 * share:.1f} points"


def _items_for(difference: Interval, items: int) -> int | None:
    """Return how many test items would tell a difference of this size from none."""
    value, low, high = difference
    half = (high - low) / 2
    if not value or half / abs(value) > 30:
        return None
    return int(items * (half / abs(value)) ** 2) + 1
