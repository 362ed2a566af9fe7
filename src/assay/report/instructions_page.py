"""Labelling instructions as a page of Markdown for annotators."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from assay.kernels.wording import amount, percent
from assay.report.content import shorten
from assay.report.markdown import cell, table

#: Content of an item, as a review or `report.content` gives it.
Show = Callable[[int], Mapping[str, Any]]
#: Letters of a text, and columns of a table, that are shown.
LETTERS, COLUMNS = 400, 8


def page(guide: Mapping[str, Any], show: Show, name: str) -> str:
    """Return the page.

    Parameters
    ----------
    guide
        From `Guide.all`, or a dict of the same form.
    show
        Content of the item in a row: kind text, image (`png`, a data URI, or `image`, an address),
        row (`cells`) or none.
    name
        What the data are called.
    """
    lines = [f"# How to label {cell(name)}", "", *_how(guide)]
    for one in guide["classes"]:
        lines += _class(one, show)
    return "\n".join(lines).rstrip() + "\n"


def _how(guide: Mapping[str, Any]) -> Iterator[str]:
    yield "Pick the class whose examples the item is most like. Where two come close, look at"
    yield "what is said of the edge between them; where none fits, say so instead of guessing."
    yield ""
    if guide.get("precision") is not None:
        reached = percent(guide["precision"])
        yield "Whoever ranks items by their likeness to these examples finds the rest of a class"
        yield f"with an average precision of {reached}."
        yield ""


def _class(one: Mapping[str, Any], show: Show) -> Iterator[str]:
    yield f"## {cell(one['name'])}"
    yield ""
    yield f"{amount(one['n'], 'item')}, {percent(one['share'])} of all."
    yield ""
    if one["typical"]:
        yield "**Typical**"
        yield ""
        yield from _shown([example["row"] for example in one["typical"]], show)
    if one["words"]:
        yield f"Words that tell it: {', '.join(map(cell, one['words']))}."
        yield ""
    for pair in one["edge"]:
        yield f"**{cell(one['name'])}, though near {cell(pair['class'])}**, and the other way round"
        yield ""
        yield from _shown([pair["row"], pair["other"]], show, [one["name"], pair["class"]])


def _shown(rows: list[int], show: Show, names: list[str] | None = None) -> Iterator[str]:
    """Yield items side by side: pictures and rows in a table, texts one under the other."""
    contents = [show(row) for row in rows]
    heads = [cell(n) for n in names] if names else [""] * len(rows)
    kind = contents[0].get("kind")
    if kind == "image":
        yield f"| {' | '.join(heads)} |"
        yield f"|{' --- |' * len(heads)}"
        yield f"| {' | '.join(map(_picture, contents))} |"
    elif kind == "row":
        columns = list(contents[0].get("cells", {}))[:COLUMNS]
        lead = ["class"] if names else []
        values = [[c.get("cells", {}).get(name) for name in columns] for c in contents]
        told = [[*([n] if names else []), *v] for n, v in zip(names or heads, values, strict=True)]
        yield from list(table([*lead, *columns], told))[:-1]
    elif kind == "text":
        for head, content in zip(heads, contents, strict=True):
            named = f"*{head}*: " if head else ""
            yield f"- {named}{cell(shorten(str(content.get('text', '')), LETTERS))}"
    else:
        yield from (f"- row {row}" for row in rows)
    yield ""


def _picture(content: Mapping[str, Any]) -> str:
    address = str(content.get("png") or content.get("image") or "")
    safe = address.startswith(("data:image/", "/", "./", "images/"))
    return f"![]({address.replace(' ', '%20').replace(')', '%29')})" if safe else ""
