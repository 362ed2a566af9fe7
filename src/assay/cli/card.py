"""`assay card`: the label on the tin."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

if TYPE_CHECKING:
    from collections.abc import Mapping

    from assay.card.found import Summary


def card(
    reports: tuple[Path, ...] = (),
    /,
    *,
    declared: Path | None = None,
    merge: Path | None = None,
    merge_label: str | None = None,
    merge_text: tuple[str, ...] = (),
    origin: str | None = None,
    ask: bool = False,
    out: Path = Path("assay-card"),
    force: bool = False,
    json: bool = False,
    quiet: Annotated[bool, Parameter(alias="-q")] = False,
) -> int:
    """Write a data set's card: label facts, what was declared against what was found, what is open.

    Writes card.html, .md and .json, croissant.json, datasheet.md, and README.md for
    the Hugging Face hub. Exits with 1 where a statement doesn't hold.

        assay card audit/
        assay card --ask > declared.toml
        assay card audit/ truth/ --declared declared.toml --out card/
        assay card audit/ --merge others.csv --merge-label kind
        assay card audit/ --origin collected_by

    Parameters
    ----------
    reports
        Folders that `assay audit` and `assay truth` wrote, one of each at the most.
    declared
        TOML in which the makers say what the data are.
    merge
        Another data set to be merged with the audited one, read alike: the definitions of
        both are aligned, and conflicts are listed.
    merge_label
        Its column of labels, where it is called otherwise.
    merge_text
        Its column of text, where it is called otherwise; repeat it for several.
    origin
        Column of the audited data that names the set each item was merged from.
    ask
        Print such a file to fill in, with every question, and end.
    out
        Folder to write to.
    force
        Write into a folder that isn't empty; only files of a card are overwritten.
    json
        Print what card.json holds.
    quiet
        Print errors only.
    """
    import sys

    from assay.card.declared import form, read_declared
    from assay.cli.output import console, usable_folder, write_json
    from assay.errors import SettingError

    if ask:
        sys.stdout.write(form())
        return 0
    if not reports:
        fix = "Run assay audit DATA first; or assay card --ask for the questions."
        raise SettingError("card", "a report must be named", got="none", fix=fix)
    from assay.card import card as made_of
    from assay.card.folder import write
    from assay.card.found import read_summaries

    said = read_declared(declared) if declared else None
    usable_folder(out, force=force, who="card")
    summaries = read_summaries(reports)
    sets = _merged(summaries, merge, merge_label, merge_text, origin)
    made = made_of(summaries, said, variables=_variables(summaries), merged=sets)
    write(made, out)
    if json:
        write_json(made)
    elif not quiet:
        screen = console()
        screen.print(f"[bold]{out / 'card.html'}[/]", soft_wrap=True)
        screen.print(made["verdict"], markup=False)
        for one in made["checks"]:
            if one["verdict"] == "contradicts":
                words = f"{one['name']}: declared {one['declared']}, found {one['found']}"
                screen.print(words, style="red", markup=False)
        for one in made["merged"]["told"] if made["merged"] else ():
            screen.print(one, markup=False)
        if made["open"]:
            screen.print(f"{len(made['open'])} questions are open: assay card --ask", markup=False)
    return 1 if made["contradictions"] else 0


def _variables(summaries: "Mapping[str, Summary]") -> "dict[str, Any] | None":
    """Return what the columns hold, where the data are as they were audited."""
    from assay.card.joined import read_again
    from assay.card.variables import variables
    from assay.errors import AssayError

    audit = summaries.get("audit")
    if audit is None or "path" not in audit["origin"]:
        return None
    try:
        data = read_again(audit)
    except AssayError:
        return None
    if data.digest != audit["data_digest"]:
        return None
    told = [one["name"] for one in audit["findings"] if one["code"] == "personal-data"]
    return variables(data, frozenset(told))


def _merged(
    summaries: "Mapping[str, Summary]",
    other: Path | None,
    label: str | None,
    text: tuple[str, ...],
    column: str | None,
) -> "dict[str, Any] | None":
    """Return how the labels of sets that were merged go together, if that is asked for."""
    from assay.card.joined import by_column, put_together, read_again
    from assay.card.merged import merged
    from assay.errors import SettingError

    if other is None and column is None:
        if label or text:
            rule = "--merge-label and --merge-text are about the data of --merge"
            raise SettingError("card", rule, got="no --merge")
        return None
    if other is not None and column is not None:
        rule, got = "sets are told apart in one way", "both --merge and --origin"
        raise SettingError("card", rule, got=got)
    audit = summaries.get("audit")
    if audit is None:
        rule, fix = "definitions are compared of an audited data set", "Name an audit's folder too."
        raise SettingError("card", rule, got="the votes alone", fix=fix)
    data = read_again(audit)
    if column is not None:
        return merged(by_column(data, column))
    return merged(put_together(data, read_again(audit, other, label=label, text=list(text))))
