"""What `assay bench` printed: a page a suite, and on each method's page the rows it took part in.

`make measured SUITE=...` records a suite as `docs/measured/SUITE.json`.
"""

import math
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from assay.bench import load_suite, suite_names
from assay.bench.outcome import Compared, Results
from assay.bench.suite import Contender, Figure, Row
from assay.bench.tables import cell, markdown

HERE = Path(__file__).parent.parent
#: What a method is measured beside, by what suites call it.
BASELINE = "plain"


def pages(docs: Path) -> dict[str, str]:
    """Return the pages."""
    del docs
    made = {f"measured/{one.suite}.md": page(one) for one in recorded()}
    return made | {"measured/index.md": index()}


@cache
def recorded() -> tuple[Results, ...]:
    """Return what was recorded of the suites that ship, by name."""
    found = []
    for path in sorted((HERE / "measured").glob("*.json")):
        one = msgspec.json.decode(path.read_bytes(), type=Results)
        if one.suite in suite_names():
            found.append(one)
    return tuple(found)


def index() -> str:
    """Return the list of suites."""
    blocks = [
        "# Measured",
        "What `assay bench` printed, as it was recorded; [measure it yourself](../how/measure.md). "
        "A number in brackets after the word *stated* is the paper's or another library's own.",
    ]
    lines = []
    for one in recorded():
        judged = [met for row in one.rows for _, _, met in row.judged()]
        judged += [met for _, _, met in one.judged()]
        goals = f"{sum(judged)} of {len(judged)}" if judged else ""
        lines.append(f"| [{one.suite}]({one.suite}.md) | {len(one.rows)} | {goals} |")
    blocks.append("\n".join(["| suite | rows | goals met |", "|---|---|---|", *lines]))
    names = "\n".join(one.suite for one in recorded())
    blocks.append(f"```{{toctree}}\n:hidden:\n\n{names}\n```")
    return "\n\n".join(blocks)


def page(one: Results) -> str:
    """Return the page of one suite."""
    head, _, rest = markdown(one).partition("\n\n")
    return f"{head}\n\n`assay bench {one.suite}` printed this.\n\n{rest}"


def of_method(name: str) -> str:
    """Return the section of a method's page, "" where nothing of it was recorded."""
    lines = [line for one in recorded() for line in took_part(one, name)]
    if not lines:
        return ""
    head = ["| suite | row | as | metric | measured | stated | plain training |"]
    return "\n".join(["## Measured", "", *head, "|---|---|---|---|---|---|---|", *lines])


def took_part(one: Results, name: str) -> Iterator[str]:
    """Yield a line for each number of a method."""
    rows = {row.name: row for wide in load_suite(one.suite).rows for row in wide.spread()}
    for found in one.rows:
        for contender in rows[found.name].ours if found.name in rows else ():
            told = found.told(contender.name)
            if told is None or name not in used(contender):
                continue
            for metric in told.measured:
                yield line(one.suite, found, rows[found.name], contender.name, metric)


def used(contender: Contender) -> set[str]:
    """Return the methods that a contender is made of."""
    settings: dict[str, Any] = contender.settings
    inner = settings.get("settings") or {}
    found = {contender.method, settings.get("method"), inner.get("loss"), inner.get("method")}
    return {one for one in found if isinstance(one, str)}


def line(suite: str, found: Compared, row: Row, name: str, metric: str) -> str:
    """Return one number, what is stated of it, and what plain training has."""
    measured = cell(found, name, metric).partition(" (stated")[0]
    figure = next((f for f in row.figures if (f.contender, f.metric) == (name, metric)), None)
    base = cell(found, BASELINE, metric).partition(" (stated")[0] if name != BASELINE else ""
    cells = [f"[{suite}](../measured/{suite}.md)", found.name, name, metric, measured]
    cells += [stated(figure, found, name, metric) if figure else "", base]
    return f"| {' | '.join(text.replace('|', chr(92) + '|') for text in cells)} |"


def stated(figure: Figure, found: Compared, name: str, metric: str) -> str:
    """Return the number of the paper, and whether it is within two spreads of ours."""
    told = found.told(name)
    if told is None:
        return ""
    far = abs(told.middle(metric) - figure.value)
    near = far <= max(2 * told.spread(metric), 0.01) and not math.isnan(far)
    above = "" if near else " (above it)" if told.middle(metric) > figure.value else " (below it)"
    return f"{figure.value:g}, {figure.source}{above}"
