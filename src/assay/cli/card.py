"""`assay card`: the label on the tin."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter


def card(
    reports: tuple[Path, ...] = (),
    /,
    *,
    declared: Path | None = None,
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

    Parameters
    ----------
    reports
        Folders that `assay audit` and `assay truth` wrote, one of each at the most.
    declared
        TOML in which the makers say what the data are.
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
    made = made_of(read_summaries(reports), said)
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
        if made["open"]:
            screen.print(f"{len(made['open'])} questions are open: assay card --ask", markup=False)
    return 1 if made["contradictions"] else 0
