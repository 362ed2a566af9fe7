"""`assay explain`: what a finding means."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console


def explain(code: str | None = None, /, *, json: bool = False) -> None:
    """Tell what a finding means, why it is bad and how to mend it.

    Parameters
    ----------
    code
        A code that a report names; by default all are listed.
    json
        Print a dict of dicts.
    """
    from assay.audit.codes import codes
    from assay.cli.output import TABLE, console, write_json
    from assay.errors import UnknownName

    known = codes()
    if code is not None and code not in known:
        raise UnknownName.of("finding", code, known, "explain")
    shown = {code: known[code]} if code else dict(sorted(known.items()))
    if json:
        keys = ("what", "why", "how")
        write_json({n: dict(zip(keys, parts, strict=True)) for n, parts in shown.items()})
    elif code:
        show(code, known[code], console())
    else:
        show_all(shown, console(TABLE))


def show(code: str, parts: tuple[str, str, str], console: "Console") -> None:
    """Print one code in full."""
    console.print(f"[bold]{code}")
    for title, text in zip(("What it is", "Why it is bad", "How to mend it"), parts, strict=True):
        console.print(f"\n[bold]{title}.[/] ", end="")
        console.print(text, markup=False)


def show_all(known: dict[str, tuple[str, str, str]], console: "Console") -> None:
    """Print what every code means, in one sentence each."""
    from rich.table import Table
    from rich.text import Text

    table = Table("code", "what it is", box=None, pad_edge=False)
    for code, (what, _, _) in known.items():
        table.add_row(Text(code, "bold"), Text(what))
    console.print(table)
