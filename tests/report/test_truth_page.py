"""The page on the truth: whole, safe, readable, on any screen."""

import re

import numpy as np
import pytest

import assay
from assay.evidence import Evidence, number
from assay.report.truth.html import page, panel

HOSTILE = [
    "<script>window.hacked = 1</script>", "a\u202eb", "x" * 300, '"><img src=x onerror=alert(1)>',
    "{{ 7 * 7 }}", "\x1b[31mred",
]  # fmt: skip


@pytest.fixture(scope="module")
def hostile():
    random = np.random.default_rng(0)
    item, source = np.repeat(np.arange(60), 5), np.tile(np.arange(5), 60)
    votes = {
        "i": [f"{HOSTILE[i % 6]} {i}" for i in item],
        "s": [HOSTILE[s] for s in source],
        "l": [HOSTILE[k] for k in random.integers(0, 4, 300)],
        "text": [f"{HOSTILE[i % 6]} text {i}" for i in item],
    }
    report = assay.truth(votes, item="i", source="s", label="l", text="text", name=HOSTILE[0])
    return report.summary


@pytest.fixture(scope="module")
def plain():
    random = np.random.default_rng(1)
    item = np.repeat(np.arange(200), 4)
    source = random.integers(0, 40, 800)
    wrong = random.random(800) < 0.3
    said = np.where(wrong, random.integers(0, 14, 800), item % 14)
    classes = [f"class_{k}_with_a_long_name" for k in range(14)]
    votes = Evidence.votes(item, [f"worker-{s:02}" for s in source], said, classes)
    return assay.truth(votes).summary


@pytest.fixture(scope="module")
def numbers():
    random = np.random.default_rng(2)
    item, source = np.repeat(np.arange(50), 4), np.tile(np.arange(4), 50)
    value = random.normal(item, 1 + source)
    votes = Evidence.numbers(value, number(), item=item, source=source)
    return assay.truth(votes).summary


def test_nothing_that_data_say_becomes_markup(hostile):
    made = page(hostile)
    assert "<script>window" not in made
    assert "<img src=x" not in made
    assert "\u202e" not in made
    assert "\x1b" not in made
    assert "{{ 7 * 7 }}" in made
    assert made.count("<script>") == 1


def test_the_page_asks_nobody_for_anything(plain):
    made = page(plain)
    assert "default-src 'none'" in made
    assert not re.findall(r"(?:src|href)=\"(?!#|data:)", made)


def test_every_link_leads_somewhere(plain, hostile):
    for summary in (plain, hostile):
        made = page(summary)
        ids = re.findall(r' id="([^"]+)"', made)
        assert len(ids) == len(set(ids))
        assert set(re.findall(r'href="#([^"]+)"', made)) <= set(ids)


def test_every_picture_has_words(plain):
    drawings = re.findall(r"<svg [^>]*>", page(plain))
    assert drawings
    assert all("aria-label=" in one or "aria-hidden=" in one for one in drawings)


def test_the_panel_is_small_and_styled_by_itself(plain):
    made = panel(plain)
    assert made.lstrip().startswith('<div class="assay-panel">')
    assert "Truth facts" in made
    assert "href=" not in made


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 390, 768, 1280])
@pytest.mark.parametrize("name", ["plain", "hostile", "numbers"])
def test_nothing_sticks_out_or_runs(name, width, browser, request, tmp_path):

    file = tmp_path / "report.html"
    file.write_text(page(request.getfixturevalue(name)), encoding="utf-8")
    context = browser.new_context(viewport={"width": width, "height": 844})
    tab = context.new_page()
    said, asked = [], []
    tab.on("console", lambda message: said.append(message.text))
    tab.on("pageerror", lambda error: said.append(str(error)))
    tab.on("request", lambda sent: asked.append(sent.url))
    tab.goto(file.as_uri())
    tab.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true; })")
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    assert tab.evaluate("window.hacked") is None
    assert said == []
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    context.close()
