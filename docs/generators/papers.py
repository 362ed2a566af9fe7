"""The papers that methods are from."""

import tomllib
from pathlib import Path

from assay.registry import methods


def pages(docs: Path) -> dict[str, str]:
    """Return the page."""
    blocks = ["# Papers", "Where methods are from. Methods name a paper by its key."]
    for key, told in sorted(papers(docs).items()):
        names = [name for name, cls in methods().items() if cls.paper == key]
        used = ", ".join(f"[{name}](methods/{name}.md)" for name in names)
        line = f"{told['authors']} ({told['year']}). *{told['title']}*. {told['venue']}."
        blocks += [f"## {key}", f"{line} <{link(told)}>"]
        blocks += [f"Methods: {used}."] * bool(names)
    return {"papers.md": "\n\n".join(blocks)}


def papers(docs: Path) -> dict[str, dict[str, str]]:
    """Return what `papers.toml` says, by key."""
    return tomllib.loads((docs / "papers.toml").read_text("utf-8"))


def link(told: dict[str, str]) -> str:
    """Return where the paper is."""
    return f"https://doi.org/{told['doi']}" if "doi" in told else told["url"]
