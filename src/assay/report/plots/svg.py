"""Words to write SVG with; all colours are classes of the page's style sheet."""

from html import escape
from typing import Any

from assay.report.plain import harmless


def element(name: str, content: str = "", **attributes: Any) -> str:
    """Return an element; numbers get one decimal, `_` in names becomes `-`.

    >>> element("rect", x=1.25, kind="a&b")
    '<rect x="1.2" kind="a&amp;b"/>'
    """
    parts = [f'{k.rstrip("_").replace("_", "-")}="{_value(v)}"' for k, v in attributes.items()]
    opened = " ".join([name, *parts])
    return f"<{opened}>{content}</{name}>" if content else f"<{opened}/>"


def _value(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.1f}".removesuffix(".0")
    return escape(str(value))


def text(x: float, y: float, words: str, **attributes: Any) -> str:
    """Return words at a place."""
    return element("text", escape(harmless(words)), x=float(x), y=float(y), **attributes)


def title(words: str) -> str:
    """Return a tooltip, which is also the name that screen readers say."""
    return element("title", escape(harmless(words)))


def drawing(width: float, height: float, label: str, body: str, kind: str = "plot") -> str:
    """Return a whole drawing that fills the width it is given."""
    return element(
        "svg",
        body,
        viewBox=f"0 0 {width:g} {height:g}",
        role="img",
        aria_label=harmless(label),
        class_=kind,
    )


def shorten(name: str, letters: int = 14) -> str:
    """Return a name short enough for an axis.

    >>> shorten("administration", 8)
    'adminis…'
    """
    return name if len(name) <= letters else name[: letters - 1] + "…"
