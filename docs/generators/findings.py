"""What every finding means, from the codes that auditors declare."""

from pathlib import Path

from assay.audit.codes import codes


def pages(docs: Path) -> dict[str, str]:
    """Return the page."""
    del docs
    blocks = [
        "# Findings",
        "Every finding of an audit has a code. `assay explain CODE` prints what stands here.",
    ]
    for code, (what, why, how) in codes().items():
        told = {"What it is": what, "Why it is bad": why, "How to mend it": how}
        blocks.append(f"## {code}")
        blocks += [f"**{title}.** {text}" for title, text in told.items()]
    return {"findings/index.md": "\n\n".join(blocks)}
