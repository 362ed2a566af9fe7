"""What assay measured beside other libraries in one run, as a table from what was recorded."""

import math
import statistics
from dataclasses import dataclass

from assay.bench.outcome import Compared, Results


@dataclass(frozen=True)
class Job:
    """Something that others do too: in which suite it is measured, by whom of ours, by what."""

    words: str
    suite: str
    ours: str
    metric: str


JOBS = (
    Job("find wrong labels, real sets", "stack", "assay", "average-precision"),
    Job("flag wrong labels, drawn sets", "flags", "assay", "f1"),
    Job("flag wrong labels, AQuA's protocol", "aqua", "assay", "f1"),
    Job("the truth from votes", "truth", "assay", "accuracy"),
    Job("the truth from votes and features", "truth-features", "votes and features", "accuracy"),
    Job("learn from positives", "learn-positives", "auto", "accuracy"),
    Job("what to ask next", "query", "margin", "accuracy"),
)
HEAD = ("what", "rows", "measured by", "assay", "the best of the others", "worse by over .01")


def table(recorded: tuple[Results, ...], folder: str) -> str:
    """Return the table; links go to the pages of suites in a folder."""
    known = {one.suite: one for one in recorded}
    lines = [row(job, known[job.suite], folder) for job in JOBS if job.suite in known]
    rows = [HEAD, ["---"] * len(HEAD), *(line for line in lines if line)]
    return "\n".join(f"| {' | '.join(one)} |" for one in rows)


def row(job: Job, results: Results, folder: str) -> list[str]:
    """Return the cells of one job, none where no other library ran."""
    best: tuple[float, str, list[Compared]] | None = None
    for name in others(results):
        both = [one for one in results.rows if has(one, name, job) and has(one, job.ours, job)]
        if both:
            told = (mean(both, name, job.metric), name, both)
            best = max(best or told, told, key=lambda one: (len(one[2]), one[0]))
    if best is None:
        return []
    theirs, name, both = best
    gaps = [one.measured(job.ours, job.metric) - one.measured(name, job.metric) for one in both]
    behind = sum(gap < -0.01 for gap in gaps)
    mine = mean(both, job.ours, job.metric)
    what = f"[{job.words}]({folder}{job.suite}.md)"
    measured = job.metric.replace("-", " ")
    return [what, str(len(both)), measured, f"{mine:.3f}", f"{theirs:.3f} ({name})", f"on {behind}"]


def others(results: Results) -> list[str]:
    """Return the contenders that aren't ours, in the order they come in."""
    told = (one for row in results.rows for one in row.contenders)
    return list(dict.fromkeys(one.contender for one in told if one.kind == "peer"))


def has(row: Compared, name: str, job: Job) -> bool:
    """Tell whether a contender has the metric in a row."""
    return not math.isnan(row.measured(name, job.metric))


def mean(rows: list[Compared], name: str, metric: str) -> float:
    """Return a contender's mean over rows."""
    return statistics.fmean(row.measured(name, metric) for row in rows)
