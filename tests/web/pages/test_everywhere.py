"""What holds on every page: accessibility, contrast, no harm from data, no width too much."""

from urllib.parse import quote

import pytest

pytestmark = pytest.mark.browser

PAGES = ("board", "explore", "map", "confusion", "classes", "class/class%200000")
SIZES = {"desk": (1280, 800), "phone": (390, 844), "narrow": (320, 640)}


@pytest.mark.parametrize(("size", "scheme"), [("desk", "dark"), ("phone", "light")])
def test_rules_of_accessibility_hold(size, scheme, look, vast, axe, stands):
    width, height = SIZES[size]
    page = look(
        vast(k=12, points=200), "board", viewport={"width": width, "height": height},
        color_scheme=scheme,
    )  # fmt: skip
    broken = {}
    for where in PAGES:
        look.turn(page, page.served, where)
        stands(page)
        found = axe(page)
        if found:
            broken[where] = found
    assert broken == {}


def test_nothing_sticks_out(look, vast, stands):
    page = look(vast(k=12, points=200), "board")
    for where in PAGES:
        look.turn(page, page.served, where)
        for width, height in SIZES.values():
            page.set_viewport_size({"width": width, "height": height})
            stands(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (where, width)


def test_nothing_of_the_data_runs(opened, tab, hostile_audit, look, stands):
    served = opened(hostile_audit)
    page = tab(served.url)
    name = quote("<img src=x onerror=window.hacked=1>", safe="")
    for where in (*PAGES[:-1], f"class/{name}"):
        look.turn(page, served, where)
        stands(page)
    page.wait_for_selector(".examples .card")
    assert page.evaluate("window.hacked") is None
    assert page.said == []
    assert [url for url in page.asked if not url.startswith(served.origin)] == []


def test_vast_and_hostile_names_do_no_harm(look, vast, stands):
    page = look(vast(), "board")
    for where in PAGES:
        look.turn(page, page.served, where)
        stands(page)
    assert page.evaluate("window.hacked") is None
    assert page.said == []


@pytest.mark.parametrize("audit", ["table_audit", "votes_audit", "digits_audit"])
def test_pages_of_every_kind_of_data_say_nothing_to_the_console(
    audit, opened, tab, look, stands, request
):
    served = opened(request.getfixturevalue(audit))
    page = tab(served.url)
    info = served.review.info()
    pages = ["board", "explore", "confusion", "classes", f"class/{info['classes'][0]}"]
    for where in pages + ["map"] * info["map"]:
        look.turn(page, served, where)
        stands(page)
    assert page.said == []


def test_numbers_have_a_table_and_a_map_and_no_classes(look, vast):
    page = look(vast(truth="number", points=50), "explore")
    page.wait_for_selector(".line[data-key]")
    assert "Confusion" not in page.inner_text("#tabs")
    look.turn(page, page.served, "map")
    page.wait_for_selector(".map-legend button")
    assert page.locator("select[name=by] option").all_inner_texts() == ["How likely wrong", "State"]
    assert page.said == []


def test_a_page_is_left_without_a_trace(look, vast):
    page = look(vast(points=100), "map")
    for where in ("board", "explore", "map", "board", "classes"):
        look.turn(page, page.served, where)
    page.wait_for_timeout(600)
    assert page.said == []


def test_moving_parts_keep_still_where_that_is_asked_for(look, vast):
    page = look(vast(points=100), "board", reduced_motion="reduce")
    page.wait_for_selector(".trend svg")
    assert page.evaluate("document.getAnimations().length") == 0
