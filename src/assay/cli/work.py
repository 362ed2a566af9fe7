"""Run an audit as the command line does: with a cache, and with a word on what is being done."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal

from assay.cli.cache import cache_folder
from assay.cli.inputs import Inputs, Running

if TYPE_CHECKING:
    from assay.dataset import Dataset
    from assay.report.report import Report
    from assay.report.run import Planted

#: What a step is called while it lasts.
STEPS = {
    "read": "reading",
    "check": "checking the rules",
    "words": "counting words",
    "codes": "turning the table into codes",
    "copies": "looking for copies",
    "features": "turning items into numbers",
    "neighbours": "finding nearest neighbours",
    "folds": "dealing items into folds",
    "predictions": "predicting every item by models that never saw its label",
    "label_fit": "fitting the noise",
    "cleaned": "predicting again without the suspects",
    "slices": "looking for groups of like items",
    "dynamics": "watching every label while a network is trained",
    "detect": "looking for wrong labels",
    "estimate": "estimating how many are wrong",
    "look for findings": "looking for leaks, copies and imbalance",
    "layout": "drawing the map",
    "infer": "weighing the votes",
    "check against gold": "weighing them again without the checked labels",
    "weigh the sources": "weighing the sources",
    "write": "writing the report",
}


def audited(
    dataset: "Dataset",
    running: Running,
    say: Callable[[str], None],
    *,
    rare: Literal["error", "aside"] = "error",
    planted: "Planted | None" = None,
) -> "Report":
    """Return the report of a data set."""
    from assay.report.audit import audit

    return audit(
        dataset,
        effort=running.effort,
        seed=running.seed,
        workers=running.workers,
        cache=None if running.no_cache else cache_folder(running.cache),
        progress=say,
        planted=planted,
        trust_predictions=running.trust_predictions,
        rare=rare,
    )


def read_and_audit(
    data: str, inputs: Inputs, running: Running, say: Callable[[str], None]
) -> "Report":
    """Return the report of a file or folder."""
    say("read")
    dataset = inputs.read(data)
    return audited(dataset, running, say, rare=inputs.rare)


@contextmanager
def progress(*, quiet: bool = False) -> Iterator[Callable[[str], None]]:
    """Give a function that shows the step it is called with, where a person looks on."""
    if quiet or not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (BarColumn(24), TimeElapsedColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task("", total=None)
        yield lambda name: bars.update(task, description=STEPS.get(name, name), refresh=True)
