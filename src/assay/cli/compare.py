"""`assay compare`: what a repair is worth."""

import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from cyclopts.validators import Number

from assay.cli.cache import cache_folder
from assay.cli.inputs import Inputs
from assay.cli.output import console, usable_folder
from assay.cli.work import progress


def compare(
    before: str,
    after: str,
    /,
    *,
    test: str | None = None,
    corrected: str | None = None,
    model: tuple[str, ...] = ("logistic", "boosting", "neighbours"),
    inputs: Annotated[Inputs, Parameter(name="*")] = Inputs(),  # noqa: B008 - frozen
    out: Path | None = None,
    force: bool = False,
    json: bool = False,
    seed: Annotated[int, Parameter(validator=Number(gte=0))] = 0,
    workers: Annotated[int | None, Parameter(validator=Number(gte=1))] = None,
    cache: Path | None = None,
    no_cache: bool = False,
    quiet: Annotated[bool, Parameter(alias="-q")] = False,
) -> None:
    """Tell what a repair is worth: train on both versions of the data, score on one test set.

        assay compare before.parquet after.parquet --label topic --text body --test test.parquet
        assay compare before.csv after.csv --label y --split fold
        assay compare before.csv after.csv --label y --test test.csv --corrected test-fixed.csv

    Parameters
    ----------
    before, after
        The data with the labels as they were, and repaired; read as `assay audit` does.
    test
        Items to score on; by default those whose --split is `test`, else every fifth item.
    corrected
        The same test items, repaired; by default those in AFTER.
    model
        logistic, boosting, forest, neighbours, or module:callable that makes a classifier;
        repeat it. The first is told of.
    out
        Folder for comparison.json and comparison.md.
    force
        Write into a folder that isn't empty.
    json
        Print the summary as JSON.
    seed
        Decides what classifiers and bootstrap draw: same data, same seed, same bytes.
    workers
        Threads for features; by default one a processor.
    cache
        Folder that keeps features for another run.
    no_cache
        Keep nothing.
    quiet
        Print errors only.
    """
    from assay.compare.compare import compare as run

    if out is not None:
        usable_folder(out, force=force, who="compare")
    with progress(quiet=quiet) as say:
        say("read")
        data = [inputs.read(name) for name in (before, after)]
        asked = {
            name: inputs.read(file)
            for name, file in (("test", test), ("corrected", corrected))
            if file is not None
        }
        found = run(
            *data, **asked, models=model, seed=seed, workers=workers, progress=say,
            cache=None if no_cache else cache_folder(cache),
        )  # fmt: skip
        if out is not None:
            found.write(out, force=force)
    if json:
        sys.stdout.write(found.to_json())
    elif not quiet:
        from rich.markdown import Markdown

        console().print(Markdown(found.to_markdown()))
