"""`assay check`: the gate for a build."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import Parameter
from cyclopts.validators import Number

from assay.cli.inputs import Inputs, Running
from assay.cli.reports import find_report, load_report
from assay.cli.work import progress, read_and_audit

if TYPE_CHECKING:
    from rich.console import Console

Share = Annotated[float, Parameter(validator=Number(gte=0, lte=1))]

#: Exit codes by outcome.
CODES = {True: 0, False: 1, None: 3}
WORDS = {True: ("pass", "green"), False: ("fail", "red"), None: ("can't tell", "yellow")}


def check(
    data: str,
    /,
    *,
    max_error_rate: Share | None = None,
    baseline: Path | None = None,
    max_change: Share = 0.0,
    fail_on: Literal["error", "warning", "never"] = "error",
    format: Literal["text", "json", "md", "junit", "sarif", "github"] = "text",  # noqa: A002
    out: Path | None = None,
    inputs: Annotated[Inputs, Parameter(name="*")] = Inputs(),  # noqa: B008 - frozen
    running: Annotated[Running, Parameter(name="*")] = Running(),  # noqa: B008 - frozen
) -> int:
    """Gate on the quality of labels.

    Exits with 0 (pass), 1 (fail), 2 (wrong input or usage) or 3 (can't be told).
    The gate rests on the interval of the error rate, not on the estimate: it
    fails where the whole interval is above the limit, and passes where the
    whole of it is within.

        assay check tickets.csv --label topic --max-error-rate 0.03
        assay check audit/ --max-error-rate 0.03 --baseline main/report.json
        assay check audit/ --max-error-rate 0.03 --format junit --out labels.xml

    Parameters
    ----------
    data
        What `assay audit` takes; or its report.json or folder, and nothing is computed again.
    max_error_rate
        Greatest share of wrong labels that is allowed, 0 to 1.
    baseline
        report.json of an earlier audit: a rise that chance doesn't explain fails, and so do
        findings that it hadn't.
    max_change
        Share by which the error rate may exceed the baseline's.
    fail_on
        Findings of at least this severity fail, unless the baseline has them too.
    format
        How to tell: for people, programs, pull requests, test reports, code scanning, GitHub.
    out
        File to write instead of printing.
    """
    from assay.report.gate import check_settings, gate

    check_settings(max_error_rate, max_change, fail_on)
    before = load_report(baseline) if baseline else None
    made = find_report(data)
    if made:
        summary = load_report(made)
    else:
        with progress(quiet=running.quiet) as say:
            summary = read_and_audit(data, inputs, running, say).summary
    outcome = gate(
        summary,
        max_error_rate=max_error_rate,
        baseline=before,
        max_change=max_change,
        fail_on=fail_on,
    )
    if not running.quiet or out:
        tell(summary, outcome, format, out)
    return CODES[outcome["passed"]]


def tell(summary: dict[str, Any], outcome: dict[str, Any], form: str, out: Path | None) -> None:
    """Print the outcome in a format, or write it to a file."""
    from assay.cli.output import console

    if out is not None:
        write(out, text(summary, outcome, form))
    elif form == "text":
        show(summary, outcome, console())
    else:
        sys.stdout.write(text(summary, outcome, form))
    if form == "github" and (page := os.environ.get("GITHUB_STEP_SUMMARY")):
        from assay.report.github import step_summary

        with Path(page).open("a", encoding="utf-8") as file:
            file.write(step_summary(summary, outcome))


def text(summary: dict[str, Any], outcome: dict[str, Any], form: str) -> str:
    """Return the outcome in a format."""
    match form:
        case "md":
            from assay.report.markdown import gated as render
        case "junit":
            from assay.report.junit import text as render
        case "sarif":
            from assay.report.sarif import text as render
        case "github":
            from assay.report.github import text as render
        case "json":
            from assay.report.json import gated as render
        case _:
            from io import StringIO

            from rich.console import Console

            lines = StringIO()
            show(summary, outcome, Console(file=lines, width=100, no_color=True))
            return lines.getvalue()
    return render(summary, outcome)


def write(path: Path, text: str) -> None:
    """Write a file, or say why it can't be."""
    from assay.errors import OutputError

    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        rule = "out must be a file that can be written"
        raise OutputError("check", rule, got=error.strerror or "", where=str(path)) from None


def show(summary: dict[str, Any], outcome: dict[str, Any], console: "Console") -> None:
    """Print one line a check, and what comes of it."""
    from rich.text import Text

    for one in outcome["checks"]:
        word, colour = WORDS[one["passed"]]
        console.print(Text.assemble((f"{word:<10}", colour), f"  {one['message']}"), soft_wrap=True)
    word, colour = WORDS[outcome["passed"]]
    console.print(Text.assemble((word, f"bold {colour}"), f": {summary['name']}"), soft_wrap=True)
