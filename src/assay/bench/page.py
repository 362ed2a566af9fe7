"""Results as files: JSON, Markdown, and a page that stands alone."""

from pathlib import Path

from assay.bench.outcome import Results
from assay.bench.tables import all_ranks, cell_with_interval, markdown, tables
from assay.report.rendering import dressed, rendered


def page(results: Results) -> str:
    """Return the results as one page: who ranks where, every table, every goal."""
    found = all_ranks(results)
    # What was to be reached, and was it, is what most come for.
    made = sorted(tables(results, cell_with_interval), key=lambda table: table.title != "goals")
    goals = sum(len(table.body) for table in made if table.title == "goals")
    texts, missed = dressed("style.css", "bench.css"), len(results.missed)
    return rendered(
        "bench.html", texts, r=results, ranks=found, tables=made, missed=missed, goals=goals
    )


def save(results: Results, folder: Path) -> None:
    """Write SUITE.json, SUITE.md and SUITE.html."""
    folder.mkdir(parents=True, exist_ok=True)
    texts = {"json": results.to_json(), "md": markdown(results), "html": page(results)}
    for ending, text in texts.items():
        (folder / f"{results.suite}.{ending}").write_text(text, "utf-8", newline="\n")
