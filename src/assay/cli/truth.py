"""`assay truth`: votes in, the truth and what each source is worth out."""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import Parameter
from cyclopts.validators import Number

from assay.cli.cache import cache_folder
from assay.cli.output import console, default_folder, usable_folder
from assay.cli.settings import made_with
from assay.cli.work import progress

if TYPE_CHECKING:
    from assay.report.truth.report import TruthReport

#: Formats that a report can be printed in.
Format = Literal["text", "json", "md", "html"]


@Parameter(name="*", group="The votes")
@dataclass(frozen=True)
class Votes:
    """Which column is what.

    Parameters
    ----------
    item
        Column that names the item of a vote.
    source
        Column that names who voted.
    label
        Column that holds the answer; repeat it where every source has a column of its own.
    sides
        Column of things that were compared, twice: the first and the second of a pair; the label
        says which is better.
    time
        Column that says when a vote was cast.
    kind
        What the sources are: people (annotator), rules or models; by default what the format
        says, else people.
    models
        Name of a source that is a model, say an LLM judge among people; repeat it.
    answers
        What the answers are: classes, ordered classes (by number, or lowest first with
        --classes), tags (lists, or | ; , between) or numbers; by default it is found out.
    context
        Column of what else is known of a vote, as COLUMN or COLUMN=NAME: the position of the
        answer, the version of a prompt; repeat it for several.
    gold
        Column of answers that somebody checked, empty where nobody did; or a file of them, with
        the names of the items in a column `item`.
    classes
        Name of a class, in order; repeat it. Others are an error.
    features
        File of numbers an item: .npy, or .npz with an array `features`; for methods that read
        them.
    predictions
        File of out-of-sample probabilities: .npy, .npz, or a table with a column a class.
    text
        Column of text to show; repeat it for several.
    id
        Column that names the items where every source has a column.
    group
        Column whose equal values belong together.
    drop
        Column to leave out; repeat it for several.
    name
        What to call the data in the report.
    """

    item: str | None = None
    source: str | None = None
    label: tuple[str, ...] = ()
    sides: tuple[str, ...] = ()
    time: str | None = None
    kind: Literal["annotator", "rule", "model"] | None = None
    models: tuple[str, ...] = ()
    answers: Literal["classes", "ordered", "tags", "numbers"] | None = None
    context: tuple[str, ...] = ()
    gold: str | None = None
    classes: tuple[str, ...] | None = None
    features: Path | None = None
    predictions: str | None = None
    text: tuple[str, ...] = ()
    id: str | None = None
    group: str | None = None
    drop: tuple[str, ...] = ()
    name: str | None = None

    @property
    def reading(self) -> dict[str, Any]:
        """The options of `assay.read`."""
        asked = {name: getattr(self, name) for name in self.__dataclass_fields__}
        asked["label"] = self.label[0] if len(self.label) == 1 else self.label or None
        return {n: value for n, value in asked.items() if value not in (None, ())}


def truth(
    data: str,
    /,
    *,
    votes: Annotated[Votes, Parameter(name="*")] = Votes(),
    method: str | None = None,
    set: tuple[str, ...] = (),  # noqa: A002 - it is what the option is called
    out: Path | None = None,
    force: bool = False,
    format: Format = "text",  # noqa: A002
    json: bool = False,
    seed: Annotated[int, Parameter(validator=Number(gte=0))] = 0,
    workers: Annotated[int | None, Parameter(validator=Number(gte=1))] = None,
    cache: Path | None = None,
    no_cache: bool = False,
    quiet: Annotated[bool, Parameter(alias="-q")] = False,
) -> None:
    """Infer the truth from the votes of many sources, and say what each source is worth.

    Writes truth.parquet, sources.parquet, findings.parquet, report.html, .md and .json.

        assay truth votes.csv --item task --source worker --label answer
        assay truth wide.csv --id task --label ann --label bob --label eve
        assay truth judges.jsonl --item id --source model --label verdict --kind model
        assay truth duels.csv --sides left --sides right --source judge --label winner
        assay truth label-studio.json
        assay truth doccano.jsonl
        assay truth rules.npz

    Parameters
    ----------
    data
        CSV, TSV, Parquet, JSON Lines, Arrow, .npz or .npy file; an export of Label Studio
        (.json) or of doccano (.jsonl, or a folder with a file a person).
    method
        Which method infers it: `assay methods --stage infer` lists them; by default the one
        that fits.
    set
        A setting of the method, as NAME=VALUE: `assay methods NAME` lists them; repeat it.
    out
        Folder for the report; by default `assay-<name>` here.
    force
        Write into a folder that isn't empty; only files of a report are overwritten.
    format
        How to print the report: text, json, md or html. But for text, files are written only
        where --out is given.
    json
        The same as --format json.
    seed
        Decides what is drawn: same data, same settings, same seed, same bytes.
    workers
        Threads; by default one a processor. The result does not depend on it.
    cache
        Folder that keeps what was made of the items for another run.
    no_cache
        Keep nothing.
    quiet
        Print errors only.
    """
    from assay.report.truth.truth import truth as infer

    form = "json" if json else format
    chosen = made_with(method, set, "infer", "truth")
    folder = out or default_folder(votes.name or data)
    kept = bool(out) or form == "text"
    if kept:
        usable_folder(folder, force=force, who="truth")
    with progress(quiet=quiet) as say:
        report = infer(
            data, method=chosen, seed=seed, workers=workers, progress=say,
            cache=None if no_cache else cache_folder(cache), **votes.reading,
        )  # fmt: skip
        if kept:
            say("write")
            report.write(folder, force=force)
    tell(report, folder if kept else None, form, quiet=quiet)


def tell(report: "TruthReport", folder: Path | None, form: str, *, quiet: bool) -> None:
    """Print a report in a format: as it was written where it was."""
    if form == "text":
        if not quiet:
            show_truth(report, folder)
        return
    made = {"json": report.to_json, "md": report.to_markdown, "html": report.to_html}
    file = {"json": "report.json", "md": "report.md", "html": "report.html"}[form]
    sys.stdout.write((folder / file).read_text("utf-8") if folder else made[form]())


def show_truth(report: "TruthReport", folder: Path | None) -> None:
    """Print what a report says, where it is and what to do next with it."""
    from dataclasses import replace

    from assay.report.truth.steps import steps
    from assay.report.truth.terminal import show

    out = None if folder is None else str(folder)
    summary = {**report.summary, "next": steps(report.summary, out)}
    show(replace(report, summary=summary), console(), folder)
