"""`assay bench`: every figure we state is printed by this."""

import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from cyclopts.validators import Number

from assay.cli.output import TABLE, console
from assay.cli.work import progress


def bench(
    suite: str | None = None,
    /,
    *,
    seeds: Annotated[int | None, Parameter(validator=Number(gte=1))] = None,
    data: Path | None = None,
    only: tuple[str, ...] = (),
    out: Path | None = None,
    workers: Annotated[int, Parameter(validator=Number(gte=1))] = 1,
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
    out
        Folder to keep results in: SUITE.json, SUITE.md and SUITE.html. What SUITE.jsonl there has
        is not measured again, so a run that was broken off goes on.
    workers
        How many seeds run at once, each in a process of its own; what is timed runs alone.
    json
        Print everything that was measured.
    quiet
        Print errors only.
    """
    from assay.bench import load_suite, run_suite, suite_names
    from assay.bench.page import save
    from assay.bench.tables import show

    if suite is None:
        for name in suite_names():
            console().print(f"[bold]{name}[/]  {load_suite(name).about.strip()}")
        return 0
    with progress(quiet=quiet) as say:
        results = run_suite(
            suite, seeds=seeds, data_root=data, only=only, workers=workers, progress=say,
            journal=None if out is None else out / f"{Path(suite).stem}.jsonl",
        )  # fmt: skip
    if out is not None:
        save(results, out)
    if json:
        sys.stdout.write(results.to_json())
    elif not quiet:
        show(results, console(TABLE))
    return 1 if results.missed else 0
