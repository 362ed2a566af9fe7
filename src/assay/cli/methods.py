"""`assay methods`: what there is."""

import inspect
import sys
from dataclasses import MISSING, Field, fields
from typing import TYPE_CHECKING, Any, get_type_hints

if TYPE_CHECKING:
    from rich.console import Console

    from assay.method import Method


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
        Only those of one stage: simulate, infer, estimate, flag, audit, repair, query.
    reads
        Only those that read one kind of label: labels, votes, soft, candidates, ...
    json
        Print a list of dicts.
    """
    from rich.console import Console

    from assay import registry

    found = {name: registry.method(name)} if name else registry.methods(stage, reads)
    if json:
        import msgspec

        told = [describe(one, cls) for one, cls in found.items()]
        sys.stdout.write(msgspec.json.format(msgspec.json.encode(told), indent=2).decode() + "\n")
    elif name:
        show_one(describe(name, found[name]), Console(highlight=False))
    else:
        show_all([describe(one, cls) for one, cls in found.items()], Console(highlight=False))


def describe(name: str, cls: "type[Method]") -> dict[str, Any]:
    """Return what is known of a method, as plain values."""
    from assay.registry import needed

    doc = inspect.getdoc(cls) or ""
    return {
        "name": name,
        "class": f"{'.'.join(cls.__module__.split('.')[:2])}.{cls.__name__}",
        "stage": cls.stage,
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
    from assay.method import ranges

    hints = get_type_hints(cls)
    return [
        {
            "name": one.name,
            "type": getattr(hints[one.name], "__name__", str(hints[one.name])),
            "range": ", ".join(b for rule in ranges(cls).get(one.name, ()) for b in bounds(rule)),
            "default": default(one),
        }
        for one in fields(cls)
    ]


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
    """Print one row a method."""
    from rich.table import Table

    from assay.registry import STAGES

    table = Table("method", "stage", "reads", "paper", "what it does", box=None, pad_edge=False)
    for one in sorted(told, key=lambda one: STAGES.index(one["stage"])):
        table.add_row(
            f"[bold]{one['name']}", one["stage"], ", ".join(one["reads"]), one["paper"], one["does"]
        )
    console.print(table)
    if not told:
        console.print("There is none.")


def show_one(told: dict[str, Any], console: "Console") -> None:
    """Print everything about one method."""
    from rich.table import Table
    from rich.text import Text

    console.print(Text(told["name"], "bold"), f"({told['stage']}, {told['class']})", "\n")
    console.print(Text(told["doc"]), "\n")
    console.print(f"needs: {', '.join(told['needs'])}", markup=False)
    for row in ("reads", "truth"):
        if told[row]:
            console.print(f"{row}: {', '.join(told[row])}", markup=False)
    if told["paper"]:
        console.print(f"paper: {told['paper']}", markup=False)
    if not told["settings"]:
        return
    table = Table("setting", "type", "range", "default", box=None, pad_edge=False)
    for one in told["settings"]:
        table.add_row(one["name"], one["type"], one["range"], repr(one["default"]))
    console.print()
    console.print(table)
