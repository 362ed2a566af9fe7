"""`assay merge`: several patches in, one out; where they differ, nothing is guessed."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

if TYPE_CHECKING:
    from assay.ledger import Conflict, Merged


def merge(
    patches: Annotated[tuple[Path, ...], Parameter(consume_multiple=True)],
    /,
    *,
    out: Path | None = None,
    base: Path | None = None,
    prefer: Path | None = None,
    agreed: bool = False,
    force: bool = False,
    json: bool = False,
    quiet: Annotated[bool, Parameter(alias="-q")] = False,
) -> int:
    """Merge patches item by item; list who differs on what, and exit with 1 where some do.

    The same label is one decision, by whomever. Nothing is written where
    decisions differ, unless --prefer says who is believed or --agreed leaves
    those items out. One folder of an audit becomes the patch of its review.

        assay merge audit/ --out labels.patch.jsonl
        assay merge ada.jsonl ben.jsonl --out both.jsonl
        assay merge ada.jsonl ben.jsonl --prefer ada.jsonl --out both.jsonl

    Parameters
    ----------
    patches
        Patches; or folders of audits whose labels were reviewed, or their ledgers.
    out
        The patch of all; by default it is printed.
    base
        The patch that all began with: what only one of them changed is no conflict.
    prefer
        The one of them that is believed where they differ.
    agreed
        Write what they agree on, though they differ on the rest.
    force
        Replace a file that is there.
    json
        Print the conflicts as a list.
    quiet
        Print no more than the conflicts.
    """
    from assay.ledger import merge as merged
    from assay.ledger import source_of
    from assay.ledger.whole import usable

    if out is not None:
        usable(out, force=force)
    sources = [source_of(path) for path in patches]
    made = merged(
        [source.patch for source in sources],
        base=source_of(base).patch if base else None,
        prefer=source_of(prefer).patch if prefer else None,
    )
    settled = {one.item for one in made.patch.decisions}
    inside = [c for source in sources for c in source.conflicts if c.item not in settled]
    conflicts = [*made.conflicts, *inside]
    if agreed or not conflicts:
        if out is not None:
            made.patch.write(out)
        elif not json:
            sys.stdout.write(made.patch.text)
    tell(made, conflicts, out if agreed or not conflicts else None, json=json, quiet=quiet)
    return 1 if conflicts else 0


def tell(
    made: "Merged", conflicts: "list[Conflict]", out: Path | None, *, json: bool, quiet: bool
) -> None:
    """Print what was written, and every decision that another differs from."""
    from assay.cli.decisions import counted, table
    from assay.cli.output import console, write_json

    if json:
        write_json(
            [{"item": c.item, "decisions": [d.plain() for d in c.decisions]} for c in conflicts]
        )
        return
    screen = console()
    if out is not None and not quiet:
        done = counted(made.patch.header["verdicts"]) or "no decisions"
        screen.print(f"{done}: {out}", markup=False, soft_wrap=True)
    if conflicts:
        many = "1 item" if len(conflicts) == 1 else f"{len(conflicts):,} items"
        screen.print(f"[red]decisions differ on {many}[/]; --prefer FILE says who is believed")
        screen.print(table([one for conflict in conflicts for one in conflict.decisions]))
