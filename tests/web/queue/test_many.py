"""Many at once, filters, orders."""

import pytest

pytestmark = pytest.mark.browser

SAVED = "() => document.getElementById('saving').textContent === 'all saved'"


def figures(page):
    """Return what a preview counts."""
    page.wait_for_selector("dialog .figures")
    return page.locator("dialog .figures dd").all_inner_texts()


def test_a_finding_at_once_and_back(made, at):
    served = made()
    page = at(served)
    for _ in range(4):
        page.keyboard.press("k")
    page.wait_for_function(SAVED)
    page.keyboard.press("m")
    page.get_by_label("Which items").select_option(
        label="Finding near-duplicates: Items that are nearly the same"
    )
    page.get_by_label("What of them").select_option("drop")
    page.get_by_role("button", name="Look at it first").click()
    assert figures(page) == ["19", "1", "9"]
    assert page.locator(".sample li").count() == 6
    decide = page.get_by_role("button", name="Decide 19 items")
    assert decide.is_disabled()
    page.get_by_label("9 items of a test split would change").check()
    assert len(served.review.ledger) == 4
    decide.click()
    page.wait_for_selector("text=19 items decided at once.")
    assert len(served.review.standing()) == 23
    page.wait_for_selector("article.item")
    page.get_by_role("button", name="Undo").last.click()
    page.wait_for_function(SAVED)
    page.wait_for_function("() => document.querySelector('.left').textContent.startsWith('116')")
    assert len(served.review.standing()) == 4


def test_a_batch_is_one_step_of_undo(made, at):
    served = made()
    page = at(served, "#/queue?cluster=1")
    page.keyboard.press("m")
    page.get_by_role("button", name="Look at it first").click()
    assert figures(page) == ["30", "0", "0"]
    page.get_by_role("button", name="Decide 30 items").click()
    page.wait_for_selector("text=Nothing left here")
    assert {d["verdict"] for d in served.review.standing().values()} == {"relabel"}
    page.keyboard.press("u")
    page.wait_for_selector("article.item")
    page.wait_for_function(SAVED)
    assert served.review.standing() == {}


def test_all_to_one_class(made, at):
    served = made()
    page = at(served, "#/queue?class=billing")
    page.keyboard.press("m")
    page.get_by_label("What of them").select_option("relabel")
    page.get_by_role("button", name="Look at it first").click()
    page.keyboard.type("login")
    page.keyboard.press("Enter")
    figures(page)
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Decide 40 items").click()
    page.wait_for_selector("text=40 items decided at once.")
    assert {d["new"] for d in served.review.standing().values()} == {"login"}


def test_filters_stand_in_the_address_and_come_off(made, at):
    served = made()
    page = at(served)
    page.keyboard.press("f")
    page.get_by_label("Given label").select_option("login")
    page.get_by_label("Text").fill("parcel")
    page.keyboard.press("Enter")
    page.wait_for_selector(".chip")
    assert "class=login" in page.url
    assert "text=parcel" in page.url
    page.locator("article.item", has_text="parcel").filter(has_text="login").wait_for()
    text = page.locator("article.item").inner_text()
    assert "given login" in text.replace("\n", " ")
    page.get_by_role("button", name="Drop the filter given login").click()
    page.wait_for_function("() => document.querySelectorAll('.chip').length === 1")
    page.go_back()
    page.wait_for_function("() => document.querySelectorAll('.chip').length === 2")


def test_a_filter_without_items_says_so(made, tab):
    served = made()
    page = tab(served.url)
    page.goto(f"{served.origin}/#/queue?text=nowhere")
    page.wait_for_selector("text=Nothing left here")
    page.get_by_role("link", name="Show all items").click()
    page.wait_for_selector("article.item")


def test_what_is_decided_can_be_looked_at_again(made, at):
    served = made()
    page = at(served)
    first = page.evaluate("document.querySelector('article.item').dataset.key")
    page.keyboard.press("b")
    page.wait_for_function(SAVED)
    page.goto(f"{served.origin}/#/queue?state=decided")
    page.wait_for_selector(".decided")
    assert page.evaluate("document.querySelector('article.item').dataset.key") == first
    page.keyboard.press("k")
    page.wait_for_function(SAVED)
    assert served.review.standing()[first]["verdict"] == "confirm"


def test_many_keys_of_a_lasso(made, at):
    served = made()
    page = at(served)
    keys = served.review.keys[30:80]
    page.evaluate(
        """async (keys) => {
      const { write } = await import('/static/where.js');
      location.hash = '#/queue' + write({keys}); }""",
        keys,
    )
    page.wait_for_selector("text=50 chosen")
    page.wait_for_selector("article.item")
    page.wait_for_function("() => document.querySelector('.left').textContent === '50 left'")
    assert page.evaluate("document.querySelector('article.item').dataset.key") == keys[0]


def test_the_order_is_kept(opened, at, text_audit):
    served = opened(text_audit)
    page = at(served)
    first = page.evaluate("document.querySelector('article.item').dataset.key")
    page.get_by_label("Order of the queue").select_option("order")
    page.wait_for_selector("article[data-key='ticket-0']")
    assert first != "ticket-0"
    page.reload()
    page.wait_for_selector("article.item")
    assert page.get_by_label("Order of the queue").input_value() == "order"
    assert page.evaluate("document.querySelector('article.item').dataset.key") == "ticket-0"


def test_a_bulk_decision_of_a_real_audit(opened, at, text_audit):
    served = opened(text_audit)
    page = at(served, "#/queue?finding=flagged")
    before = served.client.get("/api/queue").json()["left"]
    page.keyboard.press("m")
    page.get_by_role("button", name="Look at it first").click()
    n = int(figures(page)[0])
    assert n > 3
    if page.locator("dialog input[type=checkbox]").count():
        page.locator("dialog input[type=checkbox]").check()
    page.get_by_role("button", name=f"Decide {n} items").click()
    page.wait_for_selector("text=Nothing left here")
    assert served.client.get("/api/queue").json()["left"] == before - n
    page.keyboard.press("u")
    page.wait_for_selector("article.item")
    page.wait_for_function(SAVED)
    assert served.client.get("/api/queue").json()["left"] == before
