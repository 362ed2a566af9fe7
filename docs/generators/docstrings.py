"""Docstrings as Markdown."""

import inspect
import re
from typing import Any

#: Sections whose entries are a name above its indented text.
ENTRIES = {"Parameters", "Returns", "Raises"}


def sections(doc: str) -> dict[str, str]:
    """Return the text of each section of a docstring; what stands before them under ''."""
    found, name, lines = {"": ""}, "", doc.splitlines()
    held: list[str] = []
    for here, line in enumerate(lines):
        below = lines[here + 1] if here + 1 < len(lines) else ""
        if line.strip() and below and set(below.strip()) == {"-"}:
            found[name] = "\n".join(held).strip()
            name, held = line.strip(), []
        elif not (name and not held and set(line.strip()) == {"-"}):
            held.append(line)
    found[name] = "\n".join(held).strip()
    return raised(found)


def raised(found: dict[str, str]) -> dict[str, str]:
    """Return sections where a paragraph of prose that says what is assumed, or the cost, is one."""
    made = dict(found)
    for name in {"", "Notes"} & set(found):
        rest = []
        for one in found[name].split("\n\n"):
            said = re.match(r"(Assumes|Cost)(?:: | that | )", one)
            if said:
                text = one[said.end() :]
                made[said[1]] = text[0].upper() + text[1:]
            else:
                rest.append(one)
        made[name] = "\n\n".join(rest)
    return made


def markdown(thing: Any, level: int = 3, leave_out: frozenset[str] = frozenset()) -> str:
    """Return the docstring of a thing, its sections as headings of a level."""
    blocks = []
    for name, text in sections(inspect.getdoc(thing) or "").items():
        if name in leave_out or not text:
            continue
        body = shown(name, text)
        blocks.append(f"{'#' * level} {name}\n\n{body}" if name else body)
    return "\n\n".join(blocks)


def shown(name: str, text: str) -> str:
    """Return the text of a section."""
    if name == "Equation":
        return f"```text\n{text}\n```"
    return entries(text) if name in ENTRIES else prose(text)


def prose(text: str) -> str:
    """Return paragraphs; indented ones and examples become blocks of code."""
    return "\n\n".join(paragraph(one) for one in text.split("\n\n"))


def paragraph(text: str) -> str:
    """Return one paragraph."""
    if text.lstrip().startswith(">>>"):
        return f"```pycon\n{text}\n```"
    if all(line.startswith("    ") for line in text.splitlines()):
        return f"```text\n{inspect.cleandoc(text)}\n```"
    if any(mark in text for mark in ("├──", "└──")):
        return f"```text\n{text}\n```"
    return text.replace("<", "\\<") if "`" not in text else text


def entries(text: str) -> str:
    """Return names with their texts as a list."""
    made: list[str] = []
    for line in text.splitlines():
        if line and not line.startswith(" "):
            made.append(f"- **{line.replace('*', chr(92) + '*')}**:")
        elif made:
            made[-1] += f" {line.strip()}" if line.strip() else ""
    return "\n".join(made)


def summary(thing: Any) -> str:
    """Return the first line of a docstring."""
    return (inspect.getdoc(thing) or "").partition("\n")[0]


def signature(name: str, thing: Any) -> str:
    """Return how a thing is called, without types."""
    called = inspect.signature(thing)
    plain = [
        p.replace(annotation=inspect.Parameter.empty)
        for p in called.parameters.values()
        if p.name not in ("self", "cls")
    ]
    return name + str(called.replace(parameters=plain, return_annotation=inspect.Signature.empty))
