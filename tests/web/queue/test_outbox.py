"""Nothing is lost and nothing is waited for: stalled and dead servers, reloads, offline, speed."""

import json

import pytest

pytestmark = pytest.mark.browser

SHOWN = "() => document.querySelector('article.item')?.dataset.key ?? ''"
SAVED = "() => document.getElementById('saving').textContent === 'all saved'"
#: Presses a key as a person does, and tells after how many frames the next card is drawn.
FRAMES = """async (key) => {
  const now = () => document.querySelector('article.item')?.dataset.key ?? '';
  const before = now();
  document.body.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true, cancelable: true}));
  for (let frames = 1; frames < 120; frames += 1) {
    await new Promise(requestAnimationFrame);
    const picture = document.querySelector('.look img');
    const drawn = !picture || (picture.complete && picture.naturalWidth > 0);
    if (now() !== before && now() !== '' && drawn) return frames;
  }
  return Infinity;
}"""
#: How many decisions the browser keeps.
KEPT = "() => Object.keys(localStorage).filter((name) => name.includes(':out:')).length"


def shown(page):
    return page.evaluate(SHOWN)


def slow(page, latency):
    """Put milliseconds before each answer, as a far network does."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    how = {"offline": False, "latency": latency, "downloadThroughput": -1, "uploadThroughput": -1}
    session.send("Network.emulateNetworkConditions", how)


# More than the twenty cards that are fetched at once, and fewer where only the card is another.
@pytest.mark.parametrize(("kind", "n"), [("texts", 25), ("images", 12), ("table", 12)])
def test_the_next_card_is_there_within_two_frames_at_80_ms(made, at, kind, n):
    served = made(n=400, kind=kind)
    page = at(served)
    slow(page, 80)
    page.reload()
    page.wait_for_selector("article.item")
    page.wait_for_load_state("networkidle")
    frames = []
    for _ in range(n):
        frames.append(page.evaluate(FRAMES, "k"))
        page.wait_for_timeout(150)
    assert sorted(frames)[-2] <= 2, frames
    page.wait_for_function(SAVED)
    assert len(served.review.standing()) == n


def test_the_next_card_does_not_wait_for_a_server_that_stands_still(made, at):
    served = made(kind="images")
    page = at(served)
    page.wait_for_load_state("networkidle")
    served.review.answers.clear()
    frames = [page.evaluate(FRAMES, "k") for _ in range(10)]
    assert max(frames) <= 2, frames
    assert page.locator("#saving").inner_text() == "unsaved 10"
    assert served.review.standing() == {}
    served.review.answers.set()
    page.wait_for_function(SAVED)
    assert len(served.review.standing()) == 10


def test_ten_cards_and_their_pictures_lie_ready(made, at):
    served = made(kind="images")
    page = at(served)
    page.wait_for_load_state("networkidle")
    rows = [served.review.rows[key] for key in served.review.keys[:11]]
    asked = [url for url in page.asked if "/api/image/" in url and "side=960" in url]
    assert {f"/api/image/{row}?" in " ".join(asked) for row in rows} == {True}


def test_offline_and_back(made, at):
    served = made()
    page = at(served)
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)
    for _ in range(8):
        page.keyboard.press("Enter")
    page.wait_for_selector("text=The server does not answer")
    assert page.locator("#saving").inner_text() == "unsaved 8"
    assert "away" in page.locator("#saving").get_attribute("class")
    assert page.evaluate(KEPT) == 8
    page.context.set_offline(False)
    page.wait_for_function(SAVED)
    assert len(served.review.standing()) == 8
    assert page.evaluate(KEPT) == 0


def test_the_cards_run_out_while_the_server_is_away_and_come_when_it_is_back(made, at):
    served = made()
    page = at(served)
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)
    pressed = 0
    while shown(page) and pressed < 100:
        page.keyboard.press("k")
        pressed += 1
    assert 11 <= pressed < 100
    page.wait_for_selector("text=wait in this browser")
    page.context.set_offline(False)
    page.wait_for_selector("article.item", timeout=20000)
    page.wait_for_function(SAVED)
    assert len(served.review.standing()) == pressed
    assert shown(page) not in served.review.standing()


def test_a_reload_in_the_middle_loses_and_doubles_nothing(made, at):
    served = made()
    page = at(served)
    page.wait_for_load_state("networkidle")
    served.review.answers.clear()
    decided = []
    for key in ("Enter", "k", "d", "b"):
        decided.append(shown(page))
        page.keyboard.press(key)
    assert page.evaluate(KEPT) == 4
    context = page.context
    page.close(run_before_unload=False)  # as a browser that was killed: nobody is asked
    served.review.answers.set()
    page = context.new_page()
    page.goto(f"{served.origin}/")
    page.wait_for_selector("article.item")
    page.wait_for_function(SAVED)
    assert shown(page) not in decided
    assert [d["verdict"] for d in served.review.ledger] == [
        "relabel",
        "confirm",
        "drop",
        "ambiguous",
    ]
    assert [d["key"] for d in served.review.ledger] == decided
    assert page.evaluate(KEPT) == 0


def test_a_server_that_dies_and_starts_again(made, at):
    served = made()
    page = at(served)
    page.wait_for_load_state("networkidle")
    served.review.fails = 4
    for _ in range(5):
        page.keyboard.press("Enter")
    page.wait_for_selector("text=The server does not answer")
    page.wait_for_function(SAVED, timeout=30000)
    assert len(served.review.ledger) == 5
    assert len(served.review.standing()) == 5


def test_an_answer_that_gets_lost_saves_once(made, at):
    served = made()
    page = at(served)
    lost = []

    def lose(route):
        route.fetch()
        lost.append(route)
        route.abort()

    page.route("**/api/decide", lose, times=2)
    page.keyboard.press("Enter")
    page.wait_for_function(SAVED, timeout=20000)
    assert len(lost) == 2
    assert len(served.review.ledger) == 1


def test_what_is_refused_is_said_and_comes_back(made, at):
    served = made()
    page = at(served)
    first = shown(page)
    served.review.refuses.add(first)
    page.keyboard.press("Enter")
    page.wait_for_selector("text=this item is settled")
    page.wait_for_function(SAVED)
    page.keyboard.press("ArrowLeft")
    assert shown(page) == first
    assert page.locator(".decided").count() == 0


def test_one_bad_decision_does_not_hold_up_the_others(made, at):
    """A batch that is refused as a whole goes one by one."""
    served = made()
    page = at(served)
    served.review.answers.clear()
    for _ in range(4):
        page.keyboard.press("k")

    def whole(route):
        sent = json.loads(route.request.post_data)["decisions"]
        if len(sent) > 1:
            route.fulfill(status=422, json={"error": {"rule": "no"}})
        else:
            route.continue_()

    page.route("**/api/decide", whole)
    served.review.answers.set()
    page.wait_for_function(SAVED, timeout=20000)
    assert len(served.review.standing()) == 4


def test_undo_of_what_was_not_sent_yet_sends_nothing(made, at):
    served = made()
    page = at(served)
    page.wait_for_load_state("networkidle")
    served.review.answers.clear()
    first = shown(page)
    page.keyboard.press("k")
    page.wait_for_function(f"() => ({SHOWN})() !== '{first}'")
    second = shown(page)
    page.keyboard.press("d")
    page.keyboard.press("u")
    assert shown(page) == second
    page.keyboard.press("u")
    assert shown(page) == first
    served.review.answers.set()
    page.wait_for_function(SAVED)
    assert served.review.standing() == {}
    assert [d["verdict"] for d in served.review.ledger] == ["confirm"]


def test_leaving_with_something_unsaved_is_asked_about(made, at):
    served = made()
    page = at(served)
    page.wait_for_load_state("networkidle")
    leave = "() => !dispatchEvent(new Event('beforeunload', {cancelable: true}))"
    assert page.evaluate(leave) is False
    served.review.answers.clear()
    page.keyboard.press("k")
    assert page.evaluate(leave) is True
    served.review.answers.set()
    page.wait_for_function(SAVED)
    assert page.evaluate(leave) is False


def test_two_tabs_of_one_browser(made, at):
    served = made()
    page = at(served)
    other = page.context.new_page()
    other.goto(f"{served.origin}/")
    other.wait_for_selector("article.item")
    served.review.answers.clear()
    page.keyboard.press("k")
    other.keyboard.press("b")
    served.review.answers.set()
    page.wait_for_function(SAVED)
    other.wait_for_function(SAVED)
    assert len(served.review.ledger) == 2


def test_a_browser_that_keeps_nothing_still_saves(made, tab):
    served = made()
    page = tab()
    none = "{get() { throw new Error('no') }}"
    page.add_init_script(f"Object.defineProperty(window, 'localStorage', {none})")
    page.goto(served.url)
    page.wait_for_selector("article.item")
    page.keyboard.press("k")
    page.wait_for_function(SAVED)
    assert len(served.review.ledger) == 1
    assert [one for one in page.said if one.startswith("uncaught")] == []


def test_without_the_token_it_says_what_to_do_and_loses_nothing(made, at):
    served = made()
    page = at(served)
    page.wait_for_load_state("networkidle")
    cookies = page.context.cookies()
    page.context.clear_cookies()
    page.keyboard.press("k")
    page.wait_for_selector("text=Open the address")
    assert page.evaluate(KEPT) == 1
    page.context.add_cookies(cookies)
    page.wait_for_function(SAVED, timeout=20000)
    assert len(served.review.ledger) == 1
