"""The matrix of given by suggested labels, and the pages of classes."""

import re

import pytest

pytestmark = pytest.mark.browser


def test_a_number_of_the_matrix_leads_to_its_items(opened, tab, text_audit, look):
    served = opened(text_audit)
    page = look.turn(tab(served.url), served, "confusion")
    page.wait_for_selector(".matrix td.other a")
    cell = page.locator(".matrix td.other a").first
    n, words = int(cell.inner_text()), cell.get_attribute("aria-label")
    given, suggested = re.search(r"given (\w+), suggested (\w+)", words).groups()
    cell.click()
    page.wait_for_selector(".line[data-key]")
    assert page.inner_text(".status") == f"{n} item{'s' if n > 1 else ''}"
    for line in page.locator(".line[data-key] .both").all_inner_texts():
        assert line.split()[0] == given
        assert line.split()[-1] == suggested
    assert page.said == []


def test_arrow_keys_move_in_the_matrix_with_one_stop_for_tab(look, vast):
    page = look(vast(k=9), "confusion")
    page.wait_for_selector(".matrix")
    assert page.locator(".matrix [tabindex='0']").count() == 1
    page.locator(".matrix [tabindex='0']").focus()
    place = """(() => { const cell = document.activeElement.closest('td');
        return [cell.parentElement.sectionRowIndex, cell.cellIndex]; })()"""
    before = page.evaluate(place)
    page.keyboard.press("ArrowRight")
    right = page.evaluate(place)
    assert right[0] == before[0]
    assert right[1] > before[1]
    page.keyboard.press("ArrowDown")
    down = page.evaluate(place)
    assert down[0] > right[0]
    assert down[1] == right[1]
    assert page.locator(".matrix td [tabindex='0']").count() == 1
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("#/explore"))


def test_a_thousand_classes_are_looked_into_block_by_block(look, vast):
    page = look(vast(), "confusion")
    page.wait_for_selector(".blocks")
    assert page.locator(".blocks td").count() <= 40 * 40
    page.locator(".blocks [tabindex='0']").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".matrix thead th")
    assert 2 <= page.locator(".matrix thead th").count() <= 50
    assert page.evaluate("document.activeElement.closest('.matrix') !== null")
    page.click("text=Most confused classes")
    assert page.locator(".matrix tbody tr").count() in (23, 24)
    page.click("text=Whole matrix")
    page.wait_for_selector(".blocks")


def test_the_list_of_pairs_says_the_same_and_goes_on(look, vast, until):
    page = look(vast(), "confusion")
    rows = page.locator(".pair-list tbody tr")
    rows.first.wait_for()
    assert rows.count() == 30
    numbers = [int(one) for one in page.locator(".pair-list td.n").all_inner_texts()]
    assert numbers == sorted(numbers, reverse=True)
    page.click("text=Show more of")
    until(page, "document.querySelectorAll('.pair-list tbody tr').length === 120")


def test_a_split_alone_can_be_looked_at(look, vast):
    review = vast(k=5)
    page = look(review, "confusion")
    with page.expect_response("**/api/confusion?split=test"):
        page.select_option("select[name=split]", "test")
    assert ("confusion", {"split": "test"}) in review.asked


def test_classes_are_found_and_sorted_among_a_thousand(look, vast, until):
    page = look(vast(), "classes")
    rows = page.locator(".class-table tbody tr")
    rows.first.wait_for()
    assert rows.count() == 1000
    doubt = [int(one) for one in page.locator(".class-table td:nth-child(3)").all_inner_texts()]
    assert doubt == sorted(doubt, reverse=True)
    page.fill("input[type=search]", "class 09")
    until(page, "document.querySelectorAll('.class-table tbody tr').length === 100")
    page.select_option("select[name=sort]", "name")
    assert rows.first.inner_text().startswith("class 0900")
    page.locator("tbody a").first.click()
    page.wait_for_selector(".page.class h1")
    assert page.inner_text("h1") == "class 0900"


def test_a_class_shows_typical_and_borderline_items_words_and_its_confusions(
    opened, tab, text_audit, look
):
    served = opened(text_audit)
    page = look.turn(tab(served.url), served, "class/login")
    page.wait_for_selector(".examples .card")
    assert "password" in page.inner_text(".examples")
    assert "password" in page.inner_text(".words-list")
    page.locator(".pairs-table a").first.click()
    page.wait_for_selector(".line[data-key]")
    assert page.said == []


def test_pictures_of_a_class_are_shown(opened, tab, digits_audit, look, until):
    served = opened(digits_audit)
    page = look.turn(tab(served.url), served, "class/3")
    until(page, "document.querySelector('.examples img')?.naturalWidth > 0")
    assert page.locator(".examples img").first.bounding_box()["width"] > 80


def test_instructions_are_saved_as_markdown(opened, tab, text_audit, look):
    served = opened(text_audit)
    page = look.turn(tab(served.url), served, "classes")
    with page.expect_download() as saved:
        page.click("text=Instructions for annotators")
    assert saved.value.suggested_filename == "instructions.md"
    text = saved.value.path().read_text(encoding="utf-8")
    assert text.startswith("#")
    assert all(name in text for name in ("billing", "delivery", "login"))


def test_a_class_with_markup_and_slashes_in_its_name_has_a_page(look, vast):
    review = vast(k=4)
    review.names[3] = "a/b?c#d%2F <b>"
    page = look(review, "classes")
    page.locator("tbody a", has_text="a/b").click()
    page.wait_for_selector(".page.class h1")
    assert page.inner_text("h1") == "a/b?c#d%2F <b>"
