"""The Python face, from signatures and docstrings."""

import inspect
from importlib import import_module
from pathlib import Path
from typing import Any

from assay.registry import makers
from generators.docstrings import markdown, signature, summary

#: Page -> title, and what stands on it as module:name.
PAGES: dict[str, tuple[str, tuple[str, ...]]] = {
    "verbs": (
        "Verbs",
        (
            "assay.read.read:read", "assay.report.audit:audit", "assay.report.truth.truth:truth",
            "assay.write.write:write",
            "assay.write.tables:write_table", "assay.registry:run", "assay.registry:method",
            "assay.registry:methods", "assay.bench:run_suite",
        ),
    ),
    "data": (
        "Evidence and data",
        (
            "assay.evidence:Evidence", "assay.dataset:Dataset", "assay.dataset:Neighbours",
            "assay.dataset:Images", "assay.posterior:Posterior",
        ),
    ),
    "results": (
        "Results",
        (
            "assay.results:Flags", "assay.results:Estimate", "assay.results:Batch",
            "assay.results:Finding", "assay.report.report:Report",
            "assay.report.truth.report:TruthReport", "assay.bench:Results",
        ),
    ),
    "decisions": (
        "Decisions",
        (
            "assay.ledger:Decision", "assay.ledger:Ledger", "assay.ledger:Patch",
            "assay.ledger:apply", "assay.ledger:revert", "assay.ledger:diff",
            "assay.ledger:merge",
        ),
    ),
    "parts": ("Parts that are made", tuple(f"assay.parts:{name}" for name in makers())),
    "errors": ("Errors", ("assay.errors:AssayError",)),
    "methods": ("Writing methods", ("assay.method:Method",)),
}  # fmt: skip


def pages(docs: Path) -> dict[str, str]:
    """Return the pages."""
    del docs
    made = {f"reference/{name}.md": page(name) for name in PAGES}
    listed = "\n".join(PAGES)
    rows = [f"- [{title}]({name}.md)" for name, (title, _) in PAGES.items()]
    toc = f"```{{toctree}}\n:hidden:\n\n{listed}\n```"
    made["reference/index.md"] = "\n\n".join(["# Reference", "\n".join(rows), toc])
    return made


def page(name: str) -> str:
    """Return one page."""
    title, things = PAGES[name]
    blocks = [f"# {title}"]
    if name == "errors":
        tree = (inspect.getdoc(import_module("assay.errors")) or "").split("\n\n")
        blocks += [tree[0], f"```text\n{tree[1]}\n```", *tree[2:]]
    for thing in things:
        module, _, attribute = thing.partition(":")
        blocks += entry(module, attribute, getattr(import_module(module), attribute))
    return "\n\n".join(blocks)


def entry(module: str, name: str, thing: Any) -> list[str]:
    """Return the blocks of one function or class."""
    shown = signature(public(module, name), thing) if not inspect.isclass(thing) else None
    blocks = [f"## {name}", f"```text\n{shown or public(module, name)}\n```", markdown(thing)]
    if inspect.isclass(thing):
        blocks += [f"### {name}.{n}\n\n{text}" for n, text in members(thing)]
    return blocks


def public(module: str, name: str) -> str:
    """Return the name under which users have it."""
    import assay

    verbs = {"read", "audit", "truth", "write", *assay.__all__}
    return f"assay.{name}" if name in verbs else f"{module.removesuffix('.report')}.{name}"


def members(cls: type) -> list[tuple[str, str]]:
    """Return public methods and properties that the class itself has, with what they say."""
    found = []
    for name, thing in vars(cls).items():
        if name.startswith("_") or not inspect.getdoc(thing):
            continue
        if isinstance(thing, classmethod):
            shown = signature(name, thing.__func__)
        elif inspect.isfunction(thing):
            shown = signature(name, thing)
        elif isinstance(thing, property) or hasattr(thing, "attrname"):
            shown = ""
        else:
            continue
        text = markdown(thing, 4) if shown else summary(thing)
        found.append((name, f"```text\n{shown}\n```\n\n{text}" if shown else text))
    return found
