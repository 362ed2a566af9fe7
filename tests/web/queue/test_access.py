"""Who can use it: screen readers, keyboards, phones, the dark, the right-to-left, the very long."""

import pytest

pytestmark = pytest.mark.browser

KINDS = [
    {"kind": "texts"}, {"kind": "images"}, {"kind": "table", "columns": 60},
    {"kind": "texts", "truth": "any_of", "classes": ("news", "sport", "music", "weather")},
    {"kind": "table", "truth": "number", "classes": ()},
]  # fmt: skip


@pytest.mark.parametrize("how", KINDS, ids=lambda how: f"{how['kind']}-{how.get('truth', 'one')}")
def test_no_rule_of_accessibility_is_broken(made, at, axe, how):
    # From 25 columns on a row is laid out as one of sixty is, and looked at in half the time.
    page = at(made(**how | {"columns": 30}))
    page.wait_for_load_state("networkidle")
    assert axe(page) == []
    assert axe(page, scheme="dark") == []


@pytest.mark.parametrize("keys", ["?psn", "mf"])
def test_nor_in_dialogs_and_filters(made, at, axe, keys):
    page = at(made())
    page.wait_for_load_state("networkidle")
    broken = {}
    for key in keys:
        page.emulate_media(color_scheme="light")
        # Where something is typed into, a key is a letter.
        typed = "input:not([type=checkbox]), textarea, select"
        for _ in range(100):
            if not page.evaluate("(typed) => !!document.activeElement?.matches(typed)", typed):
                break
            page.wait_for_timeout(40)
        page.keyboard.press(key)
        page.wait_for_selector("details.sift[open]" if key == "f" else "dialog[open]")
        if key == "m":
            page.get_by_role("button", name="Look at it first").click()
            page.wait_for_selector(".sample")
        broken[key] = axe(page) + axe(page, scheme="dark")
        page.keyboard.press("Escape")
        page.wait_for_selector("dialog[open]", state="detached")
    assert {key: found for key, found in broken.items() if found} == {}


def test_nor_on_a_phone_with_everything_out(made, at, axe):
    # tall: axe takes what scrolls under the bar for a target that is too small
    page = at(made(kind="images"), viewport={"width": 360, "height": 2400}, has_touch=True)
    page.get_by_role("button", name="More").click()
    assert axe(page) == []


def test_nor_where_reviewers_disagree_or_nothing_is_left(made, at, axe):
    served = made(n=2)
    page = at(served, "#/disagreements")
    assert axe(page) == []
    page.keyboard.press("1")
    page.keyboard.press("1")
    page.wait_for_selector("text=Reviewers agree")
    assert axe(page) == []


def test_the_result_and_the_next_item_are_said(made, at):
    served = made()
    page = at(served)
    page.keyboard.press("k")
    said = page.locator("#announce").inner_text()
    key = page.evaluate("document.querySelector('article.item').dataset.key")
    assert said.startswith("Kept as billing. Item ")
    assert key in said
    assert "wrong with" in said
    page.keyboard.press("u")
    assert page.locator("#announce").inner_text().startswith("Taken back. Item")
    assert page.locator("#announce").get_attribute("aria-live") == "polite"


def test_the_order_of_focus_is_that_of_the_page(made, at):
    page = at(made())
    seen = []
    for _ in range(60):
        page.keyboard.press("Tab")
        seen.append(
            page.evaluate("""() => { const e = document.activeElement;
          for (const [part, name] of Object.entries({'.masthead': 'masthead', '.toolbar': 'toolbar',
            '.stage': 'item', '.acts': 'acts'})) if (e.closest(part)) return name;
          return e.className; }""")
        )
        if seen[-1] == "acts":
            break
    regions = [one for i, one in enumerate(seen) if one != "skip" and (not i or seen[i - 1] != one)]
    assert regions == ["masthead", "toolbar", "item", "acts"]
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.getElementById('saving').textContent === 'all saved'")
    assert page.evaluate("document.activeElement.dataset.act") == "accept"


def test_focus_comes_back_from_a_dialog_and_is_seen(made, at):
    page = at(made())
    button = page.get_by_role("button", name="Keys and help")
    button.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("Boolean(document.activeElement.closest('dialog'))")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "help"
    page.keyboard.press("Tab")
    width = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
    assert float(width.removesuffix("px")) >= 2


def test_motion_can_be_switched_off(made, at):
    page = at(made(), reduced_motion="reduce")
    page.keyboard.press("u")
    page.wait_for_selector(".toast")
    assert page.evaluate("document.getAnimations().length") == 0


@pytest.mark.parametrize("how", KINDS, ids=lambda how: f"{how['kind']}-{how.get('truth', 'one')}")
def test_nothing_sticks_out(made, at, how):
    page = at(made(**how))
    for width in (320, 390, 768, 1280, 1600):
        page.set_viewport_size({"width": width, "height": 800})
        for _ in range(4):
            page.wait_for_selector("article.item")
            wide = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
            assert wide[0] <= wide[1] == width
            page.keyboard.press("k")


def test_thumbs_hit_on_a_phone(made, at):
    served = made(kind="images")
    page = at(served, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    for name in ("accept", "keep", "pick", "skip", "undo", "more"):
        box = page.locator(f'[data-act="{name}"]').bounding_box()
        assert min(box["width"], box["height"]) >= 44
        assert box["y"] + box["height"] <= 844
    page.locator('[data-act="accept"]').tap()
    page.locator('[data-act="more"]').tap()
    page.locator('[data-act="drop"]').tap()
    page.wait_for_function("() => document.getElementById('saving').textContent === 'all saved'")
    assert [d["verdict"] for d in served.review.ledger] == ["relabel", "drop"]
    look = page.locator(".look img").bounding_box()
    assert look["height"] > 200
    assert look["y"] + 100 < page.locator(".acts").bounding_box()["y"]


def test_text_goes_its_own_way(made, at):
    page = at(made())
    page.keyboard.press("k")
    assert (
        page.evaluate("getComputedStyle(document.querySelector('blockquote.thing')).direction")
        == "rtl"
    )
    page.keyboard.press("k")
    box = page.locator(".look").bounding_box()
    assert box["height"] <= 800 * 0.62
    page.locator(".look").focus()
    assert page.evaluate("document.activeElement.className").startswith("look")


def test_a_name_longer_than_any_button(made, at):
    long = "a class whose name goes on and on " * 6
    page = at(made(classes=[long + "one", long + "two", "مرحبا بالعالم"]))
    box = page.locator(".acts").bounding_box()
    assert box["height"] < 200
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.locator('[data-act="accept"]').get_attribute("aria-keyshortcuts") == "Enter a"


def test_hostile_data_is_shown_and_not_run(opened, at, hostile_audit):
    page = at(opened(hostile_audit))
    for key in ("Enter", "k", "n", "Escape", "p", "Escape", "m", "Escape", "b"):
        page.keyboard.press(key)
        page.wait_for_timeout(60)
    assert "<script>" in page.locator("blockquote.thing").inner_text()
    assert page.evaluate("window.hacked") is None
    assert [one for one in page.said if not one.startswith("info")] == []


def test_every_request_stays_on_this_machine(made, at):
    served = made(kind="images")
    page = at(served)
    page.keyboard.press("k")
    page.wait_for_load_state("networkidle")
    assert {url.split("/")[2] for url in page.asked} == {served.origin.split("/")[2]}
