"""Where the review stands, and that it is told anew as decisions come in."""

import re

import pytest

pytestmark = pytest.mark.browser


def decide(review, by, many):
    for card in review.queue(by, limit=many)["items"]:
        entry = {"event": f"{by}{card['key']}", "key": card["key"], "seconds": 5.0}
        wrong = card["suggested"] not in (None, card["given"])
        made = {"verdict": "relabel", "new": card["suggested"]} if wrong else {"verdict": "confirm"}
        assert not review.decide(by, [entry | made])["refused"]


def test_says_plainly_how_many_labels_are_wrong_and_whether_to_stop(look, vast):
    page = look(vast(), "board")
    assert page.inner_text("h1.big") == "About 10 % of the labels are wrong."
    assert "Between 4 % and 20 %" in page.inner_text(".rest")
    assert page.inner_text(".stop") == "You can stop: it changes little."
    ahead = page.inner_text(".board-ahead")
    for number in ("40", "999,960", "11", "99", "2", "0.1 points"):
        assert number in ahead.split("\n") or number in ahead
    assert "The reviewers are right." in page.inner_text(".assumes")


def test_the_curve_narrows_and_says_so_in_words(look, vast):
    page = look(vast(), "board")
    words = page.locator(".trend svg").get_attribute("aria-label")
    assert words.startswith("Error rate against reviews: from")
    page.click(".trend summary")
    widths = [row.split("\t")[2] for row in page.inner_text(".trend tbody").split("\n")]
    highs = [float(re.findall(r"([\d.]+) %$", one)[0]) for one in widths]
    assert len(highs) == 7
    assert highs == sorted(highs, reverse=True)


def test_agreement_progress_and_reviewers_are_tables_with_links(look, vast):
    page = look(vast(), "board")
    text = page.inner_text(".board-parts")
    for said in ("Krippendorff", "80 %", "Right by trusted labels", "at work", "6.2 s"):
        assert said in text
    assert page.locator("#all-classes tbody tr").count() == 1000 - 12
    by_split = page.locator("table", has=page.locator("caption", has_text="By split"))
    assert "of 1,000,000" in by_split.inner_text()
    page.locator(".who a").first.click()
    page.wait_for_url(re.compile(r"#/explore\?reviewer=ann"))


def test_is_told_anew_without_a_reload_and_keeps_what_was_opened(look, vast, until):
    review = vast()
    page = look(review, "board")
    page.click("#how-counted summary")
    review.told = {"reviewed": 90, "low": 0.07, "high": 0.14}
    review.sequence += 1
    until(page, "document.querySelector('.rest').textContent.includes('14 %')")
    assert page.evaluate("document.querySelector('#how-counted').open")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_a_page_that_is_not_looked_at_asks_nothing(look, vast):
    page = look(vast(), "board")
    page.wait_for_selector(".board-ahead")
    page.evaluate(
        """() => { Object.defineProperty(document, "hidden", {get: () => true});
        document.dispatchEvent(new Event("visibilitychange")); }"""
    )
    page.wait_for_timeout(300)
    asked = len(page.asked)
    page.wait_for_timeout(4600)
    assert len(page.asked) == asked


def test_a_real_review_is_told_with_its_test_split_apart(opened, tab, text_audit, look, until):
    served = opened(text_audit)
    page = look.turn(tab(served.url), served, "board")
    page.wait_for_selector(".board-ahead")
    assert "still open" in page.inner_text(".board-ahead")
    decide(served.review, "ann", 30)
    until(page, "document.querySelector('.board-ahead dd').textContent === '30'")
    apart = page.locator("#tests")
    apart.wait_for()
    n = int(re.match(r"\D*(\d+)", apart.inner_text())[1])
    assert n > 0
    assert apart.locator(".changes li").count() == n
    assert page.said == []


def test_votes_are_reviewed_too(opened, tab, votes_audit, look):
    served = opened(votes_audit)
    decide(served.review, "ann", 20)
    page = look.turn(tab(served.url), served, "board")
    page.wait_for_selector(".trend svg")
    assert page.said == []
