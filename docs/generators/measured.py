"""What `assay bench` printed: a page a suite, and on each method's page the rows it took part in.

`make measured SUITE=...` records a suite as `docs/measured/SUITE.json`.
"""

import math
import statistics
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from assay.bench import load_suite, suite_names
from assay.bench.outcome import TIMES, Compared, Results
from assay.bench.suite import Contender, Figure, Row
from assay.bench.tables import cell, markdown
from generators import beside

HERE = Path(__file__).parent.parent
#: What a method is measured beside, by what suites call it.
BASELINE = "plain"
HEAD = ("suite", "row", "as", "metric", "measured", "stated", "plain training")
BESIDE = (
    "assay and the best of the other libraries that were measured in the same run, "
    "on the rows that both have: means, and on how many rows assay is worse by more than .01. "
    "Every row is on the suite's page."
)
#: Rows of a suite that are told one by one.
MOST = 6


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
    blocks += ["## Beside other libraries", BESIDE, beside.table(recorded(), "")]
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
    head = [*HEAD]
    if not any(line[-1] for line in lines):
        head, lines = head[:-1], [line[:-1] for line in lines]
    rows = [head, ["---"] * len(head), *lines]
    body = [f"| {' | '.join(text.replace('|', chr(92) + '|') for text in row)} |" for row in rows]
    return "\n".join(["## Measured", "", *body])


@cache
def rows_of(suite: str) -> dict[str, Row]:
    """Return the rows of a suite, by name; every method asks for them."""
    return {row.name: row for wide in load_suite(suite).rows for row in wide.spread()}


def took_part(one: Results, name: str) -> Iterator[list[str]]:
    """Yield a line for each number of a method; many rows of one suite are told by their mean."""
    rows = rows_of(one.suite)
    told: dict[tuple[str, str], list[Compared]] = {}
    for found in one.rows:
        for contender in rows[found.name].ours if found.name in rows else ():
            mine = found.told(contender.name)
            if mine is None or name not in used(contender):
                continue
            for metric in (kind for kind in mine.measured if kind not in TIMES):
                told.setdefault((contender.name, metric), []).append(found)
    for (contender, metric), where in told.items():
        if len(where) > MOST:
            yield summed(one.suite, where, contender, metric)
        else:
            for found in where:
                yield line(one.suite, found, rows[found.name], contender, metric)


def summed(suite: str, where: list[Compared], name: str, metric: str) -> list[str]:
    """Return the mean of one number over many rows."""
    values = [found.measured(name, metric) for found in where]
    base = [found.measured(BASELINE, metric) for found in where]
    both = [value for value in base if not math.isnan(value)]
    plain = f"{statistics.fmean(both):.4g}" if len(both) == len(where) and name != BASELINE else ""
    cells = [f"[{suite}](../measured/{suite}.md)", f"mean over {len(where)} rows", name, metric]
    return [*cells, f"{statistics.fmean(values):.4g}", "", plain]


def used(contender: Contender) -> set[str]:
    """Return the methods that a contender is made of."""
    settings: dict[str, Any] = contender.settings
    inner = settings.get("settings") or {}
    found = {contender.method, settings.get("method"), inner.get("loss"), inner.get("method")}
    return {one for one in found if isinstance(one, str)}


def line(suite: str, found: Compared, row: Row, name: str, metric: str) -> list[str]:
    """Return one number, what is stated of it, and what plain training has."""
    measured = cell(found, name, metric).partition(" (stated")[0]
    figure = next((f for f in row.figures if (f.contender, f.metric) == (name, metric)), None)
    base = cell(found, BASELINE, metric).partition(" (stated")[0] if name != BASELINE else ""
    cells = [f"[{suite}](../measured/{suite}.md)", found.name, name, metric, measured]
    return [*cells, stated(figure, found, name, metric) if figure else "", base]


def stated(figure: Figure, found: Compared, name: str, metric: str) -> str:
    """Return the number of the paper, and whether it is within two spreads of ours."""
    told = found.told(name)
    if told is None:
        return ""
    far = abs(told.middle(metric) - figure.value)
    near = far <= max(2 * told.spread(metric), 0.01) and not math.isnan(far)
    above = "" if near else " (above it)" if told.middle(metric) > figure.value else " (below it)"
    return f"{figure.value:g}, {figure.source}{above}"
