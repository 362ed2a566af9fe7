"""Results as tables: plain cells, Markdown, and a terminal's."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from assay.bench.outcome import Compared, Results, what
from assay.bench.ranks import Ranks, ranked
from assay.bench.summary import HEAD, SUMMED, summaries

if TYPE_CHECKING:
    from rich.console import Console

#: How a metric is written; all else as a number of four digits.
FORMS: dict[str, Callable[[float], str]] = {
    "seconds": lambda value: f"{value:.3g} s",
    "cpu": lambda value: f"{value:.3g} s",
    "seconds-ratio": lambda value: f"{value:.3f}",
    "cpu-ratio": lambda value: f"{value:.3f}",
    "memory": lambda value: f"{value / 1e6:.1f} MB",
    "memory-share": lambda value: f"{value:.1%}",
}


#: More contenders than this are lines, not columns.
MANY = 10

#: Writes what a contender has of a metric in a row.
Write = Callable[[Compared, str, str], str]


@dataclass(frozen=True)
class Cells:
    """One table: a title, the names of its columns, and rows of text.

    Parameters
    ----------
    title
        What it is about.
    head
        Names of the columns.
    body
        Rows, each as long as the head.
    """

    title: str
    head: Sequence[str]
    body: Sequence[Sequence[str]]


def tables(results: Results, write: Write | None = None) -> list[Cells]:
    """Return the results as tables, their cells written by `cell` or another function.

    Rows of the same contenders are put together: a table a metric, a line a row and a column a
    contender, or the other way round where there are many contenders, the best first. A row that
    is timed, or with one contender, is a line a contender and a column a metric.
    """
    made: list[Cells] = []
    ran = [row for row in results.rows if not row.skipped]
    for names, group in groupby(ran, key=contenders):
        rows = list(group)
        timed = any("seconds" in told.measured for row in rows for told in row.contenders)
        lone = timed or len(names) == 1
        beside = turned_round if len(names) > MANY else side_by_side
        made += [one_by_one(rows, write or cell)] if lone else beside(rows, write or cell)
    made += [Cells(title, HEAD, summary) for title, summary in summaries(ran)]
    made += [rank_table(one) for one in all_ranks(results)]
    goals = [line for row in results.rows for line in judged(row.name, row)]
    goals += judged("mean over rows", results)
    made += [Cells("goals", ["row", "contender", "metric", "goal", "measured", ""], goals)] * bool(
        goals
    )
    return made + left_out(results)


def left_out(results: Results) -> list[Cells]:
    """Return tables of rows and of contenders that didn't run, and why."""
    skipped = [[row.name, row.skipped] for row in results.rows if row.skipped]
    absent: dict[tuple[str, str], list[str]] = {}
    ran = [row for row in results.rows if not row.skipped]
    for row in ran:
        for told in row.contenders:
            if told.skipped:
                absent.setdefault((told.contender, told.skipped), []).append(row.name)
    lines = [
        [name, "all rows" if len(rows) == len(ran) else ", ".join(rows), why]
        for (name, why), rows in absent.items()
    ]
    made = [Cells("skipped", ["row", "why"], skipped)] * bool(skipped)
    return made + [Cells("contenders that could not", ["contender", "rows", "why"], lines)] * bool(
        lines
    )


def contenders(row: Compared) -> tuple[str, ...]:
    """Return the names of those who take part in a row."""
    return tuple(told.contender for told in row.contenders)


def metrics(rows: Sequence[Compared]) -> list[str]:
    """Return what was measured, in the order it first comes."""
    return list(dict.fromkeys(m for row in rows for told in row.contenders for m in told.measured))


def one_by_one(rows: Sequence[Compared], write: Write) -> Cells:
    """Return a line for each row and contender, and a column a metric."""
    names = metrics(rows)
    lines = []
    for row in rows:
        for told in row.contenders:
            cells = [write(row, told.contender, name) for name in names]
            lines.append([row.name, f"{told.contender} {told.version}".strip(), *cells])
            if told.skipped and cells:
                lines[-1][2] = told.skipped
    return Cells("", ["row", "contender", *names], lines)


def side_by_side(rows: Sequence[Compared], write: Write) -> list[Cells]:
    """Return a table a metric, with a line a row and a column a contender."""
    names = list(contenders(rows[0]))
    return [
        Cells(
            metric, ["row", *names], [[r.name, *(write(r, n, metric) for n in names)] for r in rows]
        )
        for metric in metrics(rows)
    ]


def turned_round(rows: Sequence[Compared], write: Write) -> list[Cells]:
    """Return a table a metric, with a line a contender that ran and a column a row.

    Who is best by the mean of the first metric over the rows comes first.
    """
    first = metrics(rows)[:1]
    ran = [name for name in contenders(rows[0]) if any(n for n in _measured(rows, name))]
    names = sorted(ran, key=lambda name: -_mean(rows, name, first[0])) if first else ran
    head = ["contender", *(row.name for row in rows)]
    return [
        Cells(metric, head, [[n, *(write(r, n, metric) for r in rows)] for n in names])
        for metric in metrics(rows)
    ]


def _measured(rows: Sequence[Compared], name: str) -> list[dict[str, list[float]]]:
    return [told.measured for row in rows if (told := row.told(name))]


def _mean(rows: Sequence[Compared], name: str, metric: str) -> float:
    """Return the mean over the rows that tell, below all numbers where none does."""
    values = [v for row in rows if not math.isnan(v := row.measured(name, metric))]
    return sum(values) / len(values) if values else -math.inf


def cell(row: Compared, contender: str, metric: str) -> str:
    """Return a measurement with its spread, and the stated number it is compared with."""
    told = row.told(contender)
    if told is None or metric not in told.measured:
        return "skipped" if told and told.skipped else ""
    form = FORMS.get(metric, "{:.4g}".format)
    spread, figure = told.spread(metric), row.figure(contender, metric)
    text = form(told.middle(metric))
    text += f" ± {form(spread) if metric in FORMS else format(spread, '.2g')}" if spread else ""
    return text + (f" (stated {figure.value:g}, {figure.source})" if figure else "")


def cell_with_interval(row: Compared, contender: str, metric: str) -> str:
    """Return the same with the 95 % interval of the mean, where there are three seeds."""
    told, text = row.told(contender), cell(row, contender, metric)
    found = told.interval(metric) if told else None
    if found is None:
        return text
    low, high = found
    measured, stated, figure = text.partition(" (stated")
    return f"{measured} [{low:.4g}, {high:.4g}]{stated}{figure}"


def all_ranks(results: Results) -> list[Ranks]:
    """Return who ranks where, by each metric that is summed up."""
    ran = [row for row in results.rows if not row.skipped]
    found = [ranked(ran, metric) for metric in SUMMED]
    return [one for one in found if one is not None]


def rank_table(one: Ranks) -> Cells:
    """Return mean ranks as a table."""
    lines = []
    for i, (name, mean) in enumerate(zip(one.names, one.means, strict=True)):
        joined = "".join(chr(97 + g) for g, (a, b) in enumerate(one.groups) if a <= i <= b)
        lines.append([name, f"{mean:.2f}", joined])
    title = (
        f"mean ranks by {one.metric} over {one.rows} rows; who shares a letter can't be told apart "
        f"(critical difference {one.difference:.2f} at 5 %)"
    )
    return Cells(title, ["contender", "mean rank", "alike"], lines)


def judged(name: str, row: Compared | Results) -> Iterator[list[str]]:
    """Yield a line for each goal of a row, or of all."""
    for goal, value, met in row.judged():
        form = FORMS.get(goal.metric, "{:.4g}".format)
        bounds = [f"at least {form(goal.least)}"] if goal.least is not None else []
        bounds += [f"at most {form(goal.most)}"] if goal.most is not None else []
        said = [goal.contender, what(goal), " and ".join(bounds), form(value)]
        yield [name, *said, "met" if met else "missed"]


def markdown(results: Results) -> str:
    """Return the results as a page of Markdown."""
    facts = ", ".join(f"{name} {value}" for name, value in results.machine.items())
    blocks = [f"# {results.suite}", results.about.strip(), facts]
    for table in tables(results, cell_with_interval):
        head = [f"| {' | '.join(table.head)} |", f"|{' --- |' * len(table.head)}"]
        body = [f"| {' | '.join(escaped(text) for text in line)} |" for line in table.body]
        blocks += [f"## {table.title}"] * bool(table.title) + ["\n".join(head + body)]
    return "\n\n".join(blocks) + "\n"


def escaped(text: str) -> str:
    r"""Return a cell that keeps to itself.

    >>> escaped("a | b")
    'a \\| b'
    """
    return text.replace("|", "\\|").replace("\n", " ")


def show(results: Results, console: "Console") -> None:
    """Print the results on a terminal."""
    from rich.table import Table
    from rich.text import Text

    console.print(Text(f"{results.suite}: {results.about.strip()}"))
    facts = "  ".join(f"{name} {value}" for name, value in results.machine.items())
    console.print(Text(facts, "dim"))
    for table in tables(results):
        console.print(Text(f"\n{table.title}", "bold"))
        made = Table(*table.head, box=None, padding=(0, 2, 0, 0), header_style="dim")
        for line in table.body:
            made.add_row(*(Text(text) for text in line))
        console.print(made)
    for missed in results.missed:
        console.print(Text(f"missed: {missed}", "bold red"))
