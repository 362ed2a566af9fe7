"""What only a browser can tell: nothing runs, nothing is fetched, nothing sticks out."""

import pytest

from assay.report.html import page

pytestmark = pytest.mark.browser

#: Relative luminance and contrast as WCAG 2 defines them, of all text that is shown.
CONTRAST = """() => {
  const bare = (c) => c.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255)
    .map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const under = (e) => { for (; e; e = e.parentElement) {
    const c = bare(getComputedStyle(e).backgroundColor);
    if (c.length === 3 || c[3] === 1) return c; } return [255, 255, 255]; };
  const bad = [];
  for (const e of document.querySelectorAll("body *:not(svg *)")) {
    const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
    if (!own || !e.checkVisibility() || e.closest("script, style, .masthead")) continue;
    const [a, b] = [light(bare(getComputedStyle(e).color)), light(under(e))].sort((x, y) => y - x);
    const contrast = (a + 0.05) / (b + 0.05);
    if (contrast < 4.5) bad.push([e.className, e.textContent.slice(0, 30), contrast]);
  }
  return bad;
}"""


@pytest.fixture
def opened(browser, tmp_path):
    """Open a page; give it with all it said and asked for."""
    contexts = []

    def opening(summary, width=1280, scheme="light", script=True):
        file = tmp_path / "report.html"
        file.write_text(page(summary), encoding="utf-8")
        context = browser.new_context(
            viewport={"width": width, "height": 844},
            color_scheme=scheme,
            java_script_enabled=script,
        )
        contexts.append(context)
        tab = context.new_page()
        tab.said, tab.asked = [], []
        tab.on("console", lambda message: tab.said.append(message.text))
        tab.on("pageerror", lambda error: tab.said.append(str(error)))
        tab.on("request", lambda request: tab.asked.append(request.url))
        tab.goto(file.as_uri())
        return tab

    yield opening
    for context in contexts:
        context.close()


@pytest.mark.parametrize("name", ["hostile", "digits", "table"])
def test_nothing_runs_is_fetched_or_complained_of(name, opened, request):
    tab = opened(request.getfixturevalue(name))
    assert tab.evaluate("window.hacked") is None
    assert tab.said == []
    assert [url for url in tab.asked if not url.startswith(("file:", "data:"))] == []
    assert sum(url.startswith("file:") for url in tab.asked) == 1


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
@pytest.mark.parametrize("name", ["hostile", "digits", "table"])
def test_nothing_sticks_out(name, width, opened, request):
    tab = opened(request.getfixturevalue(name), width=width)
    tab.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true; })")
    assert tab.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["digits", "texts", "table"])
def test_text_stands_out_from_its_ground(name, scheme, opened, request):
    tab = opened(request.getfixturevalue(name), scheme=scheme)
    tab.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true; })")
    assert tab.evaluate(CONTRAST) == []


def test_theme_button_turns_light_to_dark_and_back(opened, digits):
    tab = opened(digits)
    ground = "getComputedStyle(document.body).backgroundColor"
    before = tab.evaluate(ground)
    tab.click("#theme")
    assert tab.evaluate(ground) != before
    tab.click("#theme")
    assert tab.evaluate(ground) == before


def test_suspects_can_be_sifted_and_sorted(opened, digits):
    tab = opened(digits)
    shown = "[...document.querySelectorAll('.card')].filter((card) => !card.hidden)"
    given = digits["suspects"][0]["label"]
    flagged = [s for s in digits["suspects"] if s["flagged"]]
    tab.select_option("#sift", given)
    labels = tab.evaluate(f"{shown}.map((card) => card.dataset.given)")
    assert labels == [given] * sum(s["label"] == given for s in flagged)
    tab.select_option("#sift", "")
    tab.select_option("#sort", "row")
    rows = tab.evaluate(f"{shown}.map((card) => +card.dataset.row)")
    assert rows == sorted(s["row"] for s in flagged)


def test_page_is_whole_without_scripts(opened, digits):
    tab = opened(digits, script=False)
    assert tab.locator(".card").count() == digits["n_flagged"]
    assert not tab.locator("#theme").is_visible()
    assert not tab.locator(".sift").is_visible()
    assert tab.locator("#next pre").first.is_visible()
