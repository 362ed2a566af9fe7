"""One page a method, and an index by stage."""

import inspect
from pathlib import Path
from typing import Any

from assay.cli.methods import describe
from assay.method import Method
from assay.registry import STAGES, methods, needed
from generators.docstrings import markdown, sections, summary
from generators.examples import program
from generators.measured import of_method

#: What each stage is for, and how any method of it is used.
ABOUT = {
    "simulate": (
        "Truth in, noisy evidence out: noise one can turn up, for tests and benchmarks.",
        "evidence = {cls}().simulate(truth=truth, classes=classes{more})",
    ),
    "infer": (
        "Evidence in, a posterior over the truth out.",
        "posterior = {cls}().infer(evidence{more})",
    ),
    "estimate": (
        "A number about the labels, with its interval and a verdict on what can be known.",
        "estimate = assay.run({cls}(), dataset)",
    ),
    "flag": (
        "How suspicious each item's label is, what fits better, and why.",
        "flags = assay.run({cls}(), dataset)",
    ),
    "audit": (
        "What is wrong with the data, and how to mend it.",
        "findings = assay.run({cls}(), dataset)",
    ),
    "repair": (
        "Flags or a posterior in, better evidence out; nothing is changed in place.",
        "evidence = assay.run({cls}(), dataset, flags=flags)",
    ),
    "losses": (
        "What a network pays: torch logits and soft targets in, one number an item out.",
        "paid = {cls}()(logits, target, weight)",
    ),
    "learn": (
        "A model that is better than one trained on the labels as if they were true.",
        "model = assay.run({cls}(), dataset{more})",
    ),
    "query": (
        "What to label next.",
        "batch = {cls}().query(posterior=posterior, budget=10{more})",
    ),
}


def pages(docs: Path) -> dict[str, str]:
    """Return the pages."""
    del docs
    made = {f"methods/{name}.md": page(name, cls) for name, cls in methods().items()}
    return made | {"methods/index.md": index()}


def index() -> str:
    """Return what there is, by stage."""
    blocks = [
        "# Methods",
        "Every method is its settings and one verb; a stage is what it gives. The parts that a "
        "method needs are the user's, or [made](../reference/parts.md) from what there is.",
    ]
    for stage in STAGES:
        rows = [
            f"| [{name}]({name}.md) | {summary(cls)} | {paper(cls, '..')} |"
            for name, cls in methods(stage).items()
        ]
        table = ["| method | what it does | paper |", "|---|---|---|", *rows]
        blocks += [f"## {stage}", ABOUT[stage][0], "\n".join(table)]
        listed = "\n".join(methods(stage))
        blocks.append(f"```{{toctree}}\n:hidden:\n:caption: {stage}\n\n{listed}\n```")
    return "\n\n".join(blocks)


def page(name: str, cls: type[Method]) -> str:
    """Return the page of one method."""
    told = describe(name, cls)
    facts = {
        "stage": told["stage"],
        "finds": getattr(cls, "finds", ""),
        "class": f"`{told['class']}`",
        "needs": listed(told["needs"]),
        "takes too": listed(optional(cls)),
        "reads": listed(told["reads"]),
        "truth": listed(told["truth"]),
        "paper": paper(cls, ".."),
    }
    rows = [f"- {key}: {value}" for key, value in facts.items() if value]
    about = markdown(cls, 2, frozenset({"Parameters", "Examples", "References"}))
    first, _, rest = about.partition("\n\n")
    blocks = [f"# {name}", first, "\n".join(rows), rest]
    blocks += ["## Settings", settings(cls, told["settings"])]
    blocks += ["## Use", use(cls)]
    example = sections(inspect.getdoc(cls) or "").get("Examples")
    if example:
        blocks.append(
            f"```pycon\n>>> from {told['class'].rpartition('.')[0]} import {cls.__name__}"
        )
        blocks[-1] += f"\n{example}\n```"
    blocks.append(of_method(name))
    return "\n\n".join(block for block in blocks if block)


def settings(cls: type[Method], told: list[dict[str, Any]]) -> str:
    """Return the settings as a table."""
    if not told:
        return "It has none."
    texts = texts_of(sections(inspect.getdoc(cls) or "").get("Parameters", ""))
    rows = []
    for one in told:
        name, text = one["name"], texts.get(one["name"], "")
        rows.append(f"| `{name}` | {one['type']} | {one['range']} | {one['default']!r} | {text} |")
    head = ["| setting | type | range | default | what it does |", "|---|---|---|---|---|"]
    return "\n".join(head + rows)


def texts_of(section: str) -> dict[str, str]:
    """Return the text of each name in a section of parameters."""
    found: dict[str, str] = {}
    name = ""
    for line in section.splitlines():
        if line and not line.startswith(" "):
            name = line.strip()
        elif name and line.strip():
            found[name] = f"{found.get(name, '')} {line.strip()}".strip()
    return {key: text.replace("|", "\\|") for key, text in found.items()}


def use(cls: type[Method]) -> str:
    """Return a program that uses it."""
    more = ", features=features" if "features" in parameters(cls) else ""
    if cls.stage == "infer":
        more = "".join(f", {name}={name}" for name in needed(cls.infer) if name != "evidence")
    if cls.stage == "query":
        mine = [n for n in needed(cls.query) if n not in ("posterior", "budget")]
        more = "".join(f", {name}={name}" for name in mine)
    if cls.stage == "learn":
        # What no data set holds is named.
        mine = [n for n in parameters(cls) if n in ("bags", "bag_counts")]
        more = "".join(f", {name}={name}" for name in mine)
    line = ABOUT[cls.stage][1].format(cls=cls.__name__, more=more)
    return f"```python\n{program(cls, line)}\n```"


def parameters(cls: type[Method]) -> dict[str, inspect.Parameter]:
    """Return the parameters of the verb."""
    wanted = dict(inspect.signature(getattr(cls, cls.stage)).parameters)
    wanted.pop("self", None)
    return wanted


def optional(cls: type[Method]) -> list[str]:
    """Return the parts it uses where they are there."""
    return [n for n, p in parameters(cls).items() if p.default is not inspect.Parameter.empty]


def listed(names: list[str]) -> str:
    """Return names in code."""
    return ", ".join(f"`{name}`" for name in names)


def paper(cls: type[Method], up: str) -> str:
    """Return a link to the paper."""
    return f"[{cls.paper}]({up}/papers.md#{cls.paper})" if cls.paper else ""
