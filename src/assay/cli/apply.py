"""`assay apply`: decisions in, a repaired file out."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import Parameter

if TYPE_CHECKING:
    from assay.ledger import Applied, Plan, Source

Doubtful = Literal["keep", "blank", "drop"]
#: Lines of a list that are printed.
SHOWN = 20


def apply(
    patch: Path,
    data: Path | None = None,
    /,
    *,
    out: Path | None = None,
    ambiguous: Doubtful = "keep",
    out_of_scope: Doubtful = "drop",
    test: bool = False,
    by_key: bool = False,
    partly: bool = False,
    verdicts: bool = False,
    dry_run: bool = False,
    force: bool = False,
    json: bool = False,
    quiet: Annotated[bool, Parameter(alias="-q")] = False,
) -> int:
    """Carry decisions out: write the data repaired, and a receipt that turns it back.

    What wasn't decided stays as it was: every byte of CSV, TSV, JSON Lines and
    exports of Label Studio; values, types and order of Parquet. Decisions on the
    test split are listed and left out, since they change what a score means.
    Exits with 1 where decisions don't fit the data; nothing is guessed.

        assay apply audit/
        assay apply labels.patch.jsonl tickets.csv --out repaired.csv
        assay apply labels.patch.jsonl tickets-v2.parquet --by-key --dry-run

    Parameters
    ----------
    patch
        A patch; or the folder of an audit whose labels were reviewed, or its ledger.
    data
        The file to repair; by default the one that was audited.
    out
        The repaired file; by default `<name>-repaired` here. Its receipt lies beside it.
    ambiguous
        What to do with items that can't be told: keep the label, blank it, or drop the row.
    out_of_scope
        What to do with items that no class fits.
    test
        Carry out decisions on the test split too.
    by_key
        The data may be others, where rows of the same id have the same old labels.
    partly
        Carry out what fits, and leave out what doesn't.
    verdicts
        Add a column `assay_verdict`.
    dry_run
        Tell what would be done, and write nothing.
    force
        Replace a file that is there.
    json
        Print a dict.
    quiet
        Print errors only.
    """
    from assay.errors import DataError
    from assay.ledger import plan, source_of
    from assay.ledger.applied import carry_out
    from assay.ledger.whole import usable

    source = source_of(patch)
    if patch.is_dir() and not source.patch.decisions and not source.conflicts:
        fix = f"Review them first: assay review {patch}"
        rule = "something must be decided"
        raise DataError("apply", rule, got="nothing", where=str(patch), fix=fix)
    path = data or data_of(source, patch)
    target = out or repaired_name(path)
    if not dry_run:
        usable(target, force=force)
    made = plan(
        source.patch,
        path,
        ambiguous=ambiguous,
        out_of_scope=out_of_scope,
        test=test,
        by_key=by_key,
    )
    refused = bool(made.mismatches) and not partly
    applied = None
    if not (dry_run or refused):
        applied = carry_out(made, source.patch, target, verdicts=verdicts)
    if json:
        from assay.cli.output import write_json

        write_json(told(made, source, applied))
    elif not quiet or refused:
        show(made, source, applied, path)
    return 1 if refused else 0


def data_of(source: "Source", patch: Path) -> Path:
    """Return the file that was audited: as it was named then, or beside the audit."""
    from assay.errors import DataError

    if not source.data:
        rule, fix = "the file to repair must be named", f"Say: assay apply {patch} DATA"
        raise DataError("apply", rule, got="only the decisions", fix=fix)
    named = Path(source.data)
    around = [folder / named for folder in (Path(), *patch.resolve().parents)]
    return next((path for path in around if path.exists()), named)


def repaired_name(path: Path, word: str = "repaired") -> Path:
    """Return what a file is called when it is written anew.

    >>> repaired_name(Path("data/pets.csv.gz")).as_posix()
    'pets-repaired.csv.gz'
    """
    packed = ".gz" if path.suffix.lower() == ".gz" else ""
    inner = Path(path.name.removesuffix(path.suffix) if packed else path.name)
    stem = inner.stem.removesuffix("-repaired")
    return Path(f"{stem}-{word}{inner.suffix}{path.suffix if packed else ''}")


def told(made: "Plan", source: "Source", applied: "Applied | None") -> dict[str, Any]:
    """Return what was done as plain values."""
    heaps = ("done", "already", "unchanged", "protected")
    return {
        "out": str(applied.out) if applied else None,
        "receipt": str(applied.receipt) if applied else None,
        "exact": made.exact,
        "counts": dict(made.counts),
        **{name: [one.plain() | {"id": one.id} for one in getattr(made, name)] for name in heaps},
        "mismatches": [
            {"decision": one.decision.plain(), "row": one.row, "found": plain(one.found)}
            for one in made.mismatches
        ],
        "conflicts": [
            {"item": one.item, "decisions": [d.plain() for d in one.decisions]}
            for one in source.conflicts
        ],
    }


def plain(cell: Any) -> Any:
    """Return a cell as JSON knows it."""
    return cell if isinstance(cell, str | int | float | list | None) else "several answers"


def show(made: "Plan", source: "Source", applied: "Applied | None", path: Path) -> None:
    """Print what was done, what was left out, and what doesn't fit."""
    from rich.text import Text

    from assay.cli.decisions import counted, many, table
    from assay.cli.output import console
    from assay.report.numbers import amount

    screen = console()
    if applied:
        screen.print(Text.assemble("repaired ", (str(applied.out), "bold")), soft_wrap=True)
    screen.print(f"{counted(made.counts) or 'nothing'} of {many(path)}", markup=False)
    rest = {"there already": made.already, "change nothing": made.unchanged}
    for words, heap in rest.items():
        if heap:
            screen.print(f"{len(heap):,} {words}")
    if made.protected:
        words = "on the test split left out, since they change what a score means; --test applies"
        screen.print(Text(f"{len(made.protected):,} {words} them", "yellow"), soft_wrap=True)
        screen.print(table(made.protected[:SHOWN]))
    if source.conflicts:
        items = amount(len(source.conflicts), "item")
        words = "on which reviewers disagree left out; settle them in the review"
        screen.print(Text(f"{items} {words}", "yellow"), soft_wrap=True)
        screen.print(table([d for one in source.conflicts[:SHOWN] for d in one.decisions]))
    if made.mismatches:
        words = "don't fit the data" + ("" if applied else "; --partly leaves them out")
        screen.print(Text(f"{len(made.mismatches):,} {words}", "red"), soft_wrap=True)
        first = made.mismatches[:SHOWN]
        found = ["no such row" if m.row is None else f"row {m.row}: {m.found!r}" for m in first]
        screen.print(table([m.decision for m in first], found=found))
