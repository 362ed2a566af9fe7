"""The card as a page: nothing runs or is fetched, nothing sticks out, everybody can read it."""

from pathlib import Path

import pytest

from assay.card import Declared, card
from assay.card.declared import Content
from assay.card.found import read_summaries
from assay.card.html import page

pytestmark = pytest.mark.browser

LONG = "a name that goes on without an end_" * 6 + "<script>window.hacked = 1</script>"
ROW = {"name": LONG, "to": [LONG, "b"], "relation": "other meaning", "share": 0.6, "items": 30}
MERGED = {
    "by": "two data sets", "reference": LONG,
    "sets": [{"name": name, "n_items": 5, "n_labelled": 5, "n_classes": 1} for name in (LONG, "b")],
    "classes": [{"name": LONG, "counts": [5, 0]}],
    "alignments": [{"set": "b", "definitions": [ROW, ROW | {"relation": "same", "share": 1.0}]}],
    "conflicts": [{"set": "b", "given": LONG, "other": "b", "n_items": 30, "share": 0.25,
                   "rule": f"`{LONG}` over 3", "items": [LONG, "b"]}],
    "transfer": {"rows": "learnt on", "columns": "asked", "values": [[1.0, 0.5], [None, 0.9]]},
    "copies": {"n": 9, "n_labelled": 9, "n_unlike": 2, "across_splits": 1, "items": [["1"], ["2"]],
               "pairs": [{"sets": [LONG, "b"], "labels": [LONG, "b"], "count": 2}]},
    "n_unlike": 1, "assumes": ["It holds."], "told": [f"Merged: `{LONG}`."],
}  # fmt: skip
VARIABLES = {
    "n": 3, "sampled": 240, "pairs": [{"one": LONG, "other": "b", "close": 0.5}],
    "rows": [
        {"name": LONG, "n": 9, "type": "number", "missing": 2, "distinct": 7, "least": -1e9,
         "median": 0.5, "most": 1e9, "counts": [1, 0, 8], "tells": 0.5},
        {"name": "b", "n": 9, "type": "category", "missing": 0, "distinct": 2, "tells": None,
         "commonest": LONG[:40], "share": 0.9, "counts": [8, 1]},
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def file(audit, truth, tmp_path_factory):
    said = Declared(name=LONG, content=Content(items=9), answers={"uses": LONG})
    made = card(read_summaries([audit, truth]), said, variables=VARIABLES, merged=MERGED)
    path = tmp_path_factory.mktemp("page") / "card.html"
    path.write_text(page(made), encoding="utf-8")
    return path


def test_the_page_is_whole_on_every_screen_in_light_and_dark(browser, file):
    package = pytest.importorskip("axe_playwright_python")
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    tab = context.new_page()
    said, asked = [], []
    tab.on("console", lambda message: said.append(message.text))
    tab.on("pageerror", lambda error: said.append(str(error)))
    tab.on("request", lambda request: asked.append(request.url))
    tab.goto(file.as_uri())
    tab.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    for width in (320, 390, 768, 1280):
        tab.set_viewport_size({"width": width, "height": 900})
        assert tab.evaluate("document.documentElement.scrollWidth") <= width, width
    anchors = tab.locator(".modules a").evaluate_all(
        "all => all.map((one) => document.querySelector(one.getAttribute('href')) !== null)"
    )
    assert len(anchors) == 9
    assert all(anchors)
    tab.evaluate((Path(package.__path__[0]) / "axe.min.js").read_text(encoding="utf-8"))
    run = """(rules) => axe.run(document, {resultTypes: ['violations'], ...rules}).then((found) =>
      found.violations.map((one) => [one.id, one.nodes.slice(0, 3).map((node) => node.html)]))"""
    assert tab.evaluate(run, {}) == []
    tab.emulate_media(color_scheme="dark")
    assert tab.evaluate(run, {"runOnly": ["color-contrast"]}) == []
    assert tab.evaluate("window.hacked") is None
    assert said == []
    assert [url for url in asked if not url.startswith("data:")] == [file.as_uri()]
    context.close()
