"""`assay bench`: every figure we state is printed by this."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter
from cyclopts.validators import Number

from assay.cli.output import TABLE, console
from assay.cli.work import progress

if TYPE_CHECKING:
    from rich.table import Table

    from assay.bench import Results
    from assay.bench.outcome import Compared, Told


def bench(
    suite: str | None = None,
    /,
    *,
    seeds: Annotated[int | None, Parameter(validator=Number(gte=1))] = None,
    data: Path | None = None,
    only: tuple[str, ...] = (),
    json: bool = False,
    quiet: Annotated[bool, Parameter(alias="-q")] = False,
) -> int:
    """Measure assay against papers and other libraries; exit with 1 where a goal is missed.

    Parameters
    ----------
    suite
        A suite that ships, or a file ending in .yaml; by default all are listed.
    seeds
        Seeds to run where quality is measured; by default what the suite says.
    data
        Folder of the real data sets; by default what ASSAY_DATA names.
    only
        Run rows whose name has this word; repeat it for several.
    json
        Print everything that was measured.
    quiet
        Print errors only.
    """
    from assay.bench import load_suite, run_suite, suite_names

    if suite is None:
        for name in suite_names():
            console().print(f"[bold]{name}[/]  {load_suite(name).about.strip()}")
        return 0
    with progress(quiet=quiet) as say:
        results = run_suite(suite, seeds=seeds, data_root=data, only=only, progress=say)
    if json:
        sys.stdout.write(results.to_json())
    elif not quiet:
        show(results)
    return 1 if results.missed else 0


def show(results: "Results") -> None:
    """Print a table a row, and the goals that were missed."""
    from rich.text import Text

    seen = console(TABLE)
    seen.print(Text(f"{results.suite}: {results.about.strip()}"))
    seen.print(Text("  ".join(f"{name} {value}" for name, value in results.machine.items()), "dim"))
    for row in results.rows:
        seen.print(Text(f"\n{row.name}", "bold"))
        seen.print(Text(f"skipped: {row.skipped}", "yellow") if row.skipped else table(row))
    for missed in results.missed:
        seen.print(Text(f"missed: {missed}", "bold red"))


def table(row: "Compared") -> "Table":
    """Return what one row found, a line a contender."""
    from rich.table import Table

    metrics = list(dict.fromkeys(name for told in row.contenders for name in told.measured))
    made = Table("", "", *metrics, box=None, padding=(0, 2, 0, 0), header_style="dim")
    for told in row.contenders:
        cells = [told.skipped] if told.skipped else [cell(row, told, name) for name in metrics]
        made.add_row(told.contender, f"{told.kind} {told.version}".strip(), *cells)
    return made


def cell(row: "Compared", told: "Told", metric: str) -> str:
    """Return a measurement with its spread, and the stated number it is compared with."""
    if metric not in told.measured:
        return ""
    spread, figure = told.spread(metric), row.figure(told.contender, metric)
    text = f"{told.middle(metric):.4g}"
    text += f" ± {spread:.2g}" if spread else ""
    return text + (f" (stated {figure.value:g}, {figure.source})" if figure else "")
