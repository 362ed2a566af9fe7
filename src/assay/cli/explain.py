"""`assay explain`: what a finding means."""

import sys
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
    from rich.console import Console

    from assay.audit.codes import codes
    from assay.errors import UnknownName

    known = codes()
    if code is not None and code not in known:
        raise UnknownName.of("finding", code, known, "explain")
    shown = {code: known[code]} if code else dict(sorted(known.items()))
    if json:
        import msgspec

        keys = ("what", "why", "how")
        told = {name: dict(zip(keys, parts, strict=True)) for name, parts in shown.items()}
        sys.stdout.write(msgspec.json.format(msgspec.json.encode(told), indent=2).decode() + "\n")
    elif code:
        show(code, known[code], Console(highlight=False))
    else:
        show_all(shown, Console(highlight=False))


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
