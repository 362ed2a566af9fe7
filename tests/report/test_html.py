import re
from html.parser import HTMLParser

import pytest

from assay.report.facts import facts
from assay.report.html import page, panel
from assay.report.markdown import page as markdown_page
from assay.report.numbers import chance, count, percent, span

VOID = {"meta", "img", "wbr"}


class Reader(HTMLParser):
    """Collects tags, attributes and the text people see."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.words, self.open = [], [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] not in ("script", "style"):
            self.words.append(data)

    @property
    def text(self):
        return " ".join(" ".join(self.words).split())


@pytest.fixture(scope="module", params=["digits", "texts", "table", "hostile"])
def summary(request):
    return request.getfixturevalue(request.param)


def test_page_is_well_formed_and_links_lead_somewhere(summary):
    reader = Reader(page(summary))
    assert not reader.open
    ids = [attrs["id"] for _, attrs in reader.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    links = {attrs["href"] for tag, attrs in reader.tags if tag == "a"}
    assert links
    assert {link.removeprefix("#") for link in links} <= set(ids)


def test_page_asks_the_network_for_nothing(summary):
    reader = Reader(page(summary))
    for tag, attrs in reader.tags:
        assert tag not in ("link", "iframe", "object", "embed", "base", "form") or tag == "form"
        assert not any(name.startswith("on") for name in attrs)
        assert "style" not in attrs
        if "src" in attrs:
            assert attrs["src"].startswith("data:image/png;base64,")
        if "href" in attrs:
            assert attrs["href"].startswith("#")
    assert "url(" not in page(summary)
    assert "@import" not in page(summary)


def test_hostile_data_stay_text(hostile):
    html = page(hostile)
    reader = Reader(html)
    assert sum(tag == "script" for tag, _ in reader.tags) == 1
    assert not any(tag == "img" for tag, _ in reader.tags)
    assert "window.hacked" in reader.text
    assert "{{ 7 * 7 }}" in reader.text
    assert "\u202e" not in html
    assert "مرحبا" in html
    assert "<script" not in panel(hostile)


def test_policy_allows_our_own_script_and_style_alone(summary):
    html = page(summary)
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', html).group(1)
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert policy.count("sha256-") == 2


def test_same_summary_gives_same_page(summary):
    assert page(summary) == page(summary)


def test_numbers_agree_with_the_summary_in_page_and_markdown(summary):
    shown, written = Reader(page(summary)).text, markdown_page(summary)
    rate = summary["error_rate"]
    numbers = [
        percent(rate["estimate"]), span(rate["low"], rate["high"]), count(summary["n_items"]),
        count(summary["n_flagged"]), *(count(c["count"]) for c in summary["classes"]),
        *(percent(c["error_rate"]["estimate"]) for c in summary["classes"]),
        *(percent(c["share"]) for c in summary["confused"][:8]),
        *(chance(s["p_wrong"]) for s in summary["suspects"][:5]),
    ]  # fmt: skip
    for number in numbers:
        assert number in shown, number
        assert number in written, number


def test_planted_block(digits, texts):
    text = Reader(page(digits)).text
    planted = digits["planted"]
    assert f"planted {planted['n']}" in text
    assert f"found {planted['found']}" in text
    assert f"missed {planted['missed']}" in text
    assert "planted" not in Reader(page(texts)).text


def test_at_most_sixty_suspects_and_where_the_rest_is(texts):
    one = {**texts["suspects"][0], "flagged": True}
    many = {**texts, "suspects": [{**one, "row": i} for i in range(200)], "n_flagged": 321}
    html = page(many)
    assert html.count('class="card"') == 60
    assert "the rest is in items.parquet" in html


def test_many_classes_stay_readable(texts):
    names = [f"a rather long class name {k}" for k in range(60)]
    rate = {"estimate": 0.1, "low": 0.05, "high": 0.2}
    classes = [
        {"name": f"class {k}", "count": 5, "share": 0.001, "flagged": 1, "error_rate": rate}
        for k in range(1000)
    ]
    matrix = [[0.9 if j == k else 0.1 / 59 for j in range(60)] for k in range(60)]
    noise = {**texts["noise_matrix"], "classes": names, "matrix": matrix, "shown": "the 60 of 1000"}
    html = page({**texts, "classes": classes, "n_classes": 1000, "noise_matrix": noise})
    assert "The other 985 classes" in html
    assert html.count('class="wrong"') < 24 * 24 + 60
    assert len(html) < 900_000


def test_a_page_of_almost_nothing(texts):
    rate = {**texts["error_rate"], "estimate": None, "low": None, "high": None,
            "verdict": "cannot-be-told", "settle": "", "assumes": []}  # fmt: skip
    empty = dict.fromkeys(("noise_matrix", "expected_wrong", "reliability", "map"))
    empty |= {name: [] for name in ("classes", "confused", "suspects", "findings", "next")}
    empty = {**texts, **empty, "n_classes": 0, "n_flagged": 0, "methods": {}, "error_rate": rate}
    assert "can't tell" in Reader(page(empty)).text
    assert markdown_page(empty)


def test_a_number_that_cannot_be_told_is_not_told(digits):
    rate = {**digits["error_rate"], "estimate": 0.4321, "verdict": "cannot-be-told"}
    untold = {**digits, "error_rate": rate}
    for text in (Reader(page(untold)).text, markdown_page(untold)):
        assert "43 %" not in text.split("Classes")[0]
        assert "cannot" in text
    assert "Most confused" not in [fact.name for fact in facts(untold)]


def test_panel_for_notebooks(summary):
    reader = Reader(panel(summary))
    assert not reader.open
    assert "Label facts" in reader.text
    assert not any("id" in attrs for _, attrs in reader.tags)
