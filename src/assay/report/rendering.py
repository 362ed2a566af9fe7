"""Templates to pages: one file, no network, nothing that data could make run."""

from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from assay.report import numbers, plots
from assay.report.plain import harmless

TEMPLATES = Path(__file__).parent / "templates"


def rendered(template: str, texts: dict[str, str], **values: Any) -> str:
    """Return a template filled; `texts` are our own, and put in as they are."""
    from markupsafe import Markup

    safe = {name: Markup(text) for name, text in texts.items()}
    return str(environment().get_template(template).render(**values, **safe))


def dressed(*styles: str) -> dict[str, str]:
    """Return style, script and the policy that lets nothing else in, for a whole page."""
    style, script = "\n".join(map(own, styles)), own("page.js")
    rules = (
        "default-src 'none'", "img-src data:", f"style-src '{_hash(style)}'",
        f"script-src '{_hash(script)}'", "base-uri 'none'", "form-action 'none'",
    )  # fmt: skip
    return {"style": style, "script": script, "policy": "; ".join(rules)}


@cache
def environment() -> Any:
    """Return what renders the templates, with our filters and plots."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    world = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_tame,
    )
    for name in ("percent", "count", "span", "reach", "amount", "figure", "chance", "about"):
        world.filters[name] = getattr(numbers, name)
    world.filters |= {"prose": prose, "breakable": breakable, "harmless": harmless}
    world.globals["plots"] = plots
    return world


def prose(words: str) -> Any:
    """Return text whose `names` in backticks are set apart."""
    from markupsafe import Markup, escape

    parts = harmless(words).split("`")
    if len(parts) % 2 == 0:
        return escape("`".join(parts))
    wrap = "<code><bdi>{}</bdi></code>".format
    return Markup("").join(
        Markup(wrap(escape(part))) if i % 2 else escape(part) for i, part in enumerate(parts)
    )


def breakable(name: Any) -> Any:
    """Return a name that may be broken after its joints, not anywhere."""
    from markupsafe import Markup, escape

    words = escape(harmless("" if name is None else str(name)))
    for joint in "_-/.":
        words = words.replace(joint, Markup(joint + "<wbr>"))
    return words


def _tame(value: Any) -> Any:
    if type(value) is str:
        return harmless(value)
    return "" if value is None else value


@cache
def own(name: str) -> str:
    """Return a file that stands beside the templates."""
    return (TEMPLATES / name).read_text(encoding="utf-8").strip()


def _hash(text: str) -> str:
    return "sha256-" + b64encode(sha256(text.encode()).digest()).decode()
