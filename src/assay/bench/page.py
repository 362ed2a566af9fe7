"""Results as files: JSON, Markdown, and a page that stands alone."""

from pathlib import Path

from assay.bench.outcome import Results
from assay.bench.tables import all_ranks, cell_with_interval, markdown, tables
from assay.report.rendering import dressed, rendered


def page(results: Results) -> str:
    """Return the results as one page: who ranks where, every table, every goal."""
    found = all_ranks(results)
    made = tables(results, cell_with_interval)
    texts = dressed("style.css", "bench.css")
    missed = len(results.missed)
    return rendered("bench.html", texts, r=results, ranks=found, tables=made, missed=missed)


def save(results: Results, folder: Path) -> None:
    """Write SUITE.json, SUITE.md and SUITE.html."""
    folder.mkdir(parents=True, exist_ok=True)
    texts = {"json": results.to_json(), "md": markdown(results), "html": page(results)}
    for ending, text in texts.items():
        (folder / f"{results.suite}.{ending}").write_text(text, "utf-8", newline="\n")
