"""The table of all items: filters, endless rows, keys, choosing, deciding."""

import re

import pytest

pytestmark = pytest.mark.browser

ROW = ".line[data-key]"


def rows(page):
    page.wait_for_selector(ROW)
    return page.locator(ROW)


def test_a_million_rows_are_scrolled_with_few_elements(look, vast, until):
    page = look(vast(), "explore")
    assert rows(page).first.get_attribute("data-key") == "item-0"
    assert page.inner_text(".status") == "1,000,000 items"
    grid = page.locator("[role=grid]")
    assert grid.get_attribute("aria-rowcount") == "1000001"
    # The end moves on with what was fetched: to the end, as often as it takes.
    down = "document.querySelector('[role=grid]').scrollTop = 1e9"
    until(page, f"({down}, document.querySelector('.line[data-key]')?.dataset.index > 300)")
    assert rows(page).count() < 40
    keys = rows(page).evaluate_all("all => all.map((one) => [one.dataset.key, one.dataset.index])")
    assert all(key == f"item-{index}" for key, index in keys)


def test_rows_are_asked_for_by_where_the_page_before_ended(look, vast, until):
    review = vast()
    page = look(review, "explore")
    rows(page)
    page.locator("[role=grid]").evaluate("grid => { grid.scrollTop = grid.scrollHeight; }")
    until(page, "document.querySelector('.line[data-key]')?.dataset.index > 60")
    after = [one[3] for one in review.asked if one[0] == "table"]
    assert after[:2] == [None, "100"]
    assert len(after) == len(set(after))


def test_keys_move_choose_and_open(look, vast, until):
    page = look(vast(), "explore")
    rows(page)
    page.keyboard.press("t")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    grid = page.locator("[role=grid]")
    assert grid.get_attribute("aria-activedescendant") == "row-2"
    page.keyboard.press("Space")
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Shift+ArrowDown")
    assert page.locator(f"{ROW}[aria-selected=true]").count() == 3
    assert "3 items chosen" in page.inner_text(".chosen-foot")
    for _ in range(20):
        page.keyboard.press("PageDown")
    until(page, "document.querySelector('.line.here')?.dataset.index > 150")
    here = page.locator(".line.here").bounding_box()
    assert 0 < here["y"] < 800
    page.keyboard.press("Escape")
    assert not page.locator(".chosen-foot").is_visible()
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("#/queue"))
    assert "item-0" in page.url


def test_filters_stand_in_the_address_and_come_back_from_it(look, vast, until):
    review = vast()
    page = look(review, "explore?class=class+0005&sort=order")
    assert rows(page).first.get_attribute("data-key") == "item-5"
    assert page.input_value("select[name=sort]") == "order"
    assert "class 0005" in page.inner_text(".chips")
    page.click(".sift summary")
    page.select_option("select[name=split]", "train")
    page.select_option("select[name=source]", "cid")
    page.click("text=Show these")
    until(page, "location.hash.includes('split=train')")
    assert "class=class+0005" in page.url
    review.hears(page, "table", {"class": "class 0005", "split": "train", "source": "cid"})
    page.locator(".chip", has_text="class 0005").click()
    until(page, "!location.hash.includes('class=')")
    page.reload()
    page.wait_for_selector(".chip")
    assert "train" in page.inner_text(".chips")


def test_state_is_any_until_one_is_asked_for(look, vast):
    review = vast()
    page = look(review, "explore")
    rows(page)
    page.click(".sift summary")
    assert page.input_value("select[name=state]") == ""
    assert page.locator("select[name=state] option").first.inner_text() == "any"
    page.select_option("select[name=state]", "open")
    page.click("text=Show these")
    page.wait_for_selector(".chip")
    review.hears(page, "table", {"state": "open"})


def test_words_are_sought_as_one_types(look, vast, until):
    page = look(vast(), "explore")
    rows(page)
    page.keyboard.press("/")
    page.keyboard.type("nothing like it")
    until(page, "document.querySelector('.status').textContent.includes('No item')")
    assert "text=nothing" in page.url
    assert page.evaluate("document.activeElement.name") == "words"


def test_chosen_rows_are_decided_at_once_after_a_look(look, vast):
    review = vast()
    page = look(review, "explore")
    for i in (0, 2, 3):
        rows(page).nth(i).locator("input").click()
    page.click("text=Decide…")
    page.select_option("dialog select[name=act]", "confirm")
    page.click("dialog >> text=Look at it first")
    page.click("dialog >> text=Decide 3 items")
    page.wait_for_selector("dialog", state="detached")
    looked = [one[1:3] for one in review.asked if one[0] == "preview"]
    assert looked == [({"keys": ["item-0", "item-2", "item-3"]}, "confirm")]
    assert ("bulk", "t") in review.asked
    page.wait_for_selector(".chosen-foot", state="hidden")


def test_many_chosen_rows_travel_in_the_body(look, vast):
    review = vast()
    page = look(review, "explore")
    rows(page)
    page.keyboard.press("t")
    page.keyboard.press("Control+a")
    page.click("text=Review one by one")
    page.wait_for_url(re.compile("#/queue"))
    page.wait_for_selector(".page.queue .empty")
    held = [one[1] for one in review.asked if one[0] == "queue"]
    assert len(held[-1]["keys"]) >= 100


def test_a_real_audit_is_filtered_decided_and_shown_anew(opened, tab, text_audit, look):
    served = opened(text_audit)
    page = look.turn(tab(served.url), served, "explore?finding=flagged")
    first = rows(page).first
    key = first.get_attribute("data-key")
    n = int(page.inner_text(".status").split()[0])
    assert 0 < n < 180
    first.locator("input").click()
    page.click("text=Decide…")
    page.click("dialog >> text=Look at it first")
    page.wait_for_selector("dialog >> text=Decide 1 item")
    box = page.locator("dialog .check input")
    if box.count():
        box.click()
    page.click("dialog >> text=Decide 1 item")
    page.wait_for_selector(f".line[data-key='{key}'] .verdict.relabel")
    assert served.review.state.follow() == 1
    assert page.said == []


def test_pictures_are_shown_small(opened, tab, digits_audit, look, until):
    served = opened(digits_audit)
    page = look.turn(tab(served.url), served, "explore")
    rows(page)
    until(page, "document.querySelector('img.small')?.naturalWidth > 0")
    assert page.locator("img.small").first.bounding_box()["width"] == 44


def test_the_server_away_is_said_and_tried_again(look, vast):
    page = look(vast(), "explore")
    rows(page)
    page.route("**/api/table*", lambda route: route.abort())
    page.fill("input[name=words]", "x")
    page.wait_for_selector(".status .failed")
    page.unroute("**/api/table*")
    page.click("text=Try again")
    page.wait_for_selector(".status .failed", state="detached")
