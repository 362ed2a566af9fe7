"""`assay methods`: what there is."""

import inspect
from collections.abc import Iterable, Iterator
from dataclasses import MISSING, Field, fields
from typing import TYPE_CHECKING, Any, get_type_hints

if TYPE_CHECKING:
    from rich.console import Console

    from assay.method import Method

#: Columns of a terminal from which on a method fits one row.
WIDE = 180
HEADINGS = ("Equation", "Parameters", "Assumes", "Cost", "Notes", "References", "Examples")


def methods(
    name: str | None = None,
    /,
    *,
    stage: str | None = None,
    reads: str | None = None,
    json: bool = False,
) -> None:
    """List what there is, or tell about one method.

    Parameters
    ----------
    name
        A method; by default all are listed.
    stage
        Only those of one stage: simulate, infer, estimate, flag, audit, repair, losses, learn or
        query.
    reads
        Only those that read one kind of label: labels, votes, soft, candidates, ...
    json
        Print a list of dicts.
    """
    from assay import registry
    from assay.cli.output import TABLE, console, write_json

    found = {name: registry.method(name)} if name else registry.methods(stage, reads)
    if json:
        write_json([describe(one, cls) for one, cls in found.items()])
    elif name:
        show_one(describe(name, found[name]), console())
    else:
        show_all([describe(one, cls) for one, cls in found.items()], console(TABLE))


def describe(name: str, cls: "type[Method]") -> dict[str, Any]:
    """Return what is known of a method, as plain values."""
    from assay.method import Detector
    from assay.registry import needed

    doc = inspect.getdoc(cls) or ""
    return {
        "name": name,
        "class": f"{'.'.join(cls.__module__.split('.')[:2])}.{cls.__name__}",
        "stage": cls.stage,
        **({"finds": cls.finds} if issubclass(cls, Detector) else {}),
        "does": doc.partition("\n")[0],
        "reads": sorted(cls.reads),
        "truth": sorted(cls.truth),
        "needs": needed(getattr(cls, cls.stage)),
        "paper": cls.paper,
        "settings": settings(cls),
        "doc": doc,
    }


def settings(cls: "type[Method]") -> list[dict[str, Any]]:
    """Return every setting with its type, range and default."""
    from assay.method import choices, ranges

    hints, few = get_type_hints(cls), choices(cls)
    told = []
    for one in fields(cls):
        known = few.get(one.name, ())
        kind = type(known[0]) if known else hints[one.name]
        limits = [b for rule in ranges(cls).get(one.name, ()) for b in bounds(rule)]
        told.append(
            {
                "name": one.name,
                "type": getattr(kind, "__name__", str(kind)),
                "range": f"one of {', '.join(map(str, known))}" if known else ", ".join(limits),
                "default": default(one),
            }
        )
    return told


def bounds(rule: Any) -> list[str]:
    """Return a range in words."""
    import annotated_types as at

    words = {"ge": "at least", "gt": "above", "le": "at most", "lt": "below"}
    parts = rule if isinstance(rule, at.GroupedMetadata) else (rule,)
    found = [(words[n], getattr(p, n)) for p in parts for n in words if hasattr(p, n)]
    return [f"{word} {bound}" for word, bound in found if bound is not None]


def default(one: "Field[Any]") -> Any:
    """Return the default of a setting as a plain value."""
    value = one.default_factory() if one.default_factory is not MISSING else one.default
    return value if isinstance(value, bool | int | float | str | None) else str(value)


def show_all(told: list[dict[str, Any]], console: "Console") -> None:
    """Print one row a method; where it is narrow, what it does stands below its name."""
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    from assay.registry import STAGES

    ordered = sorted(told, key=lambda one: STAGES.index(one["stage"]))
    if console.width < WIDE:
        for one in ordered:
            rest = [one["stage"], one["paper"], ", ".join(one["reads"])]
            told_as = "  ".join(part for part in rest if part)
            console.print(Text.assemble((one["name"], "bold"), "  ", (told_as, "dim")))
            console.print(Padding(Text(one["does"]), (0, 0, 0, 4), expand=False))
        return
    table = Table(box=None, pad_edge=False)
    for name in ("method", "stage", "reads", "paper", "what it does"):
        table.add_column(name, no_wrap=True)
    for one in ordered:
        cells = one["stage"], ", ".join(one["reads"]), one["paper"], one["does"]
        table.add_row(Text(one["name"], "bold"), *map(Text, cells))
    console.print(table)


def show_one(told: dict[str, Any], console: "Console") -> None:
    """Print everything about one method."""
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    name, where = (told["name"], "bold"), f"  {told['stage']}, {told['class']}"
    console.print(Text.assemble(name, where), Text(), sep="\n")
    for line in paragraphs(told["doc"]):
        style = "bold" if line in HEADINGS else ""
        console.print(Padding(Text(line.strip(), style), (0, 0, 0, indent(line)), expand=False))
    for row in ("needs", "reads", "truth"):
        if told[row]:
            console.print(Text.assemble((f"{row:<8}", "bold"), ", ".join(told[row])))
    if told["settings"]:
        table = Table("setting", "type", "range", "default", box=None, pad_edge=False)
        for one in told["settings"]:
            table.add_row(one["name"], one["type"], one["range"], repr(one["default"]))
        console.print(Text(), table, sep="\n")


def paragraphs(doc: str) -> Iterator[str]:
    r"""Yield the lines of a docstring, each paragraph as one, so that it fits any width.

    >>> list(paragraphs("Do\nit.\n\nCost\n----\nTime\nO(n)."))
    ['Do it.', '', 'Cost', 'Time O(n).', '']
    >>> list(paragraphs("Equation\n--------\na = b\nc = d"))
    ['Equation', 'a = b', 'c = d', '']
    """
    section = ""
    for block in doc.split("\n\n"):
        head, _, rest = block.partition("\n")
        section = head if rest.startswith("--") else section
        if ">>>" in block or section == "Equation":
            yield from (line for line in block.splitlines() if set(line) != {"-"})
        else:
            yield from joined(block.splitlines())
        yield ""


def joined(lines: Iterable[str]) -> Iterator[str]:
    """Yield lines, those of one indentation as one; a line of dashes ends a heading."""
    held = ""
    for line in lines:
        if set(line) == {"-"}:
            yield held
            held = ""
        elif held and indent(line) == indent(held):
            held = f"{held} {line.strip()}"
        else:
            if held:
                yield held
            held = line
    if held:
        yield held


def indent(line: str) -> int:
    """Return how many spaces a line begins with."""
    return len(line) - len(line.lstrip())
