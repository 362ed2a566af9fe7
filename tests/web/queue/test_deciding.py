"""Deciding: what each key, button and dialog does, and what reaches the ledger."""

import pytest

pytestmark = pytest.mark.browser

SHOWN = "document.querySelector('article.item')?.dataset.key ?? ''"


def shown(page):
    """Return the key of the item in question."""
    return page.evaluate(SHOWN)


def press(page, key):
    """Press a key, and return the key of the item it was pressed on."""
    page.wait_for_selector("article.item")
    before = shown(page)
    page.keyboard.press(key)
    return before


def saved(page):
    """Wait until everything is saved."""
    page.wait_for_function("() => document.getElementById('saving').textContent === 'all saved'")


def quiet(page):
    """Whether nothing was complained of."""
    return [one for one in page.said if not one.startswith("info")] == []


#: A key, the verdict it gives, and the class.
KEYS = (
    ("Enter", "relabel", "suggested"), ("a", "relabel", "suggested"), ("k", "confirm", None),
    ("1", "relabel", "suggested"), ("2", "confirm", None), ("3", "relabel", "third"),
    ("b", "ambiguous", None), ("o", "out-of-scope", None), ("d", "drop", None),
    ("Space", "skip", None), ("j", "skip", None),
)  # fmt: skip


def test_a_key_decides(made, at):
    served = made()
    page = at(served)
    for n, (key, verdict, to) in enumerate(KEYS):
        first = press(page, key)
        assert shown(page) not in ("", first), key
        saved(page)
        one = served.review.ledger[n]
        row, classes = served.review.rows[first], served.review.classes
        new = {"suggested": served.review.suggested(row), "third": classes[(row + 2) % 3]}
        assert (one["key"], one["verdict"], one.get("new")) == (first, verdict, new.get(to)), key
        assert one["event"]
        assert one["seconds"] >= 0
    assert len(served.review.ledger) == len(KEYS)
    assert quiet(page)


def test_enter_keeps_where_nothing_better_is_known(made, at):
    served = made()
    page = at(served)
    for _ in range(9):
        press(page, "k")
    row = served.review.rows[shown(page)]
    assert served.review.given(row) == served.review.suggested(row)
    assert page.locator(".act.yes").inner_text().endswith(f"Keep {served.review.given(row)}")
    last = press(page, "Enter")
    saved(page)
    assert served.review.standing()[last]["verdict"] == "confirm"


def test_a_decision_says_from_which_finding_and_how_long_it_took(made, at):
    served = made()
    page = at(served)
    page.wait_for_timeout(600)
    press(page, "k")
    page.goto(f"{served.origin}/#/queue?finding=near-duplicates")
    # The first item with this finding: until it is there, the one without may be.
    page.wait_for_selector(f"article.item[data-key='{served.review.keys[3]}']")
    press(page, "k")
    saved(page)
    one, two = served.review.ledger
    assert one["finding"] == "flagged"
    assert 0.5 < one["seconds"] < 30
    assert two["finding"] == "near-duplicates"


def test_fifty_items_of_a_real_audit_by_keyboard(opened, at, text_audit):
    served = opened(text_audit)
    page = at(served)
    ways = ["Enter", "k", "b", "Space", "d", "o", "1", "a", "Enter", "k"]
    keys = [press(page, ways[i % len(ways)]) for i in range(50)]
    assert len(set(keys)) == 50
    saved(page)
    history = served.client.get("/api/history").json()
    rows = history if isinstance(history, list) else history["rows"]
    assert [one["item"] for one in sorted(rows, key=lambda one: one["seq"])] == keys
    left = served.client.get("/api/queue").json()["left"]
    page.wait_for_function(
        """(n) => Number(document.querySelector('.left').textContent.split('left')[0]
          .replace(/\\D/g, '')) === n""",
        arg=left,
    )
    assert quiet(page)


def test_undo_takes_back_one_by_one(made, at):
    served = made()
    page = at(served)
    keys = [press(page, key) for key in ("Enter", "k", "b")]
    saved(page)
    page.keyboard.press("u")
    assert shown(page) == keys[2]
    page.keyboard.press("Control+z")
    assert shown(page) == keys[1]
    saved(page)
    assert set(served.review.standing()) == {keys[0]}
    press(page, "d")
    saved(page)
    assert {k: d["verdict"] for k, d in served.review.standing().items()} == {
        keys[0]: "relabel", keys[1]: "drop",
    }  # fmt: skip
    assert shown(page) == keys[2]


def test_undo_after_a_reload_and_past_what_this_browser_did(made, at):
    served = made()
    earlier = served.review.keys[40]
    served.review.decide("ann", [{"event": "e", "key": earlier, "verdict": "drop"}])
    page = at(served)
    first = press(page, "Enter")
    saved(page)
    page.reload()
    page.wait_for_selector("article.item")
    page.keyboard.press("u")
    page.wait_for_function(f"() => ({SHOWN}) === '{first}'")
    saved(page)
    assert set(served.review.standing()) == {earlier}
    page.keyboard.press("u")
    page.wait_for_function(f"() => ({SHOWN}) === '{earlier}'")
    assert served.review.standing() == {}
    page.keyboard.press("u")
    page.wait_for_selector("text=There is nothing to undo")


def test_going_back_shows_what_was_decided_and_decides_anew(made, at):
    served = made()
    page = at(served)
    first, second = press(page, "Enter"), press(page, "k")
    third = shown(page)
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    assert shown(page) == first
    assert "relabelled to" in page.locator(".decided").inner_text()
    press(page, "b")
    assert shown(page) == third
    saved(page)
    assert {k: d["verdict"] for k, d in served.review.standing().items()}[second] == "confirm"
    assert [d["verdict"] for d in served.review.ledger if d["key"] == first] == [
        "relabel",
        "ambiguous",
    ]


def test_one_of_a_thousand_classes(made, at):
    names = [f"class {i} of a thousand" for i in range(999)] + ["Crème brûlée"]
    served = made(classes=names)
    page = at(served)
    first = press(page, "p")
    field = page.get_by_role("combobox", name="Search classes")
    assert page.evaluate("document.activeElement.getAttribute('role')") == "combobox"
    page.keyboard.type("creme")
    options = page.get_by_role("listbox", name="Classes").get_by_role("option")
    assert options.all_inner_texts() == ["Crème brûlée"]
    field.fill("class 77")
    assert options.first.inner_text() == "class 77 of a thousand"
    page.keyboard.press("ArrowDown")
    active = page.locator(f"#{field.get_attribute('aria-activedescendant')}").inner_text()
    assert active != "class 77 of a thousand"
    page.keyboard.press("Enter")
    assert shown(page) != first
    second = press(page, "/")
    page.keyboard.press("Escape")
    assert shown(page) == second
    saved(page)
    [one] = served.review.ledger
    assert (one["verdict"], one["new"]) == ("relabel", active)


def test_likely_classes_come_first_and_typing_is_quick(made, at):
    served = made(classes=[f"class {i}" for i in range(1000)])
    page = at(served)
    press(page, "p")
    row = served.review.rows[shown(page)]
    assert page.get_by_role("listbox", name="Classes").get_by_role("option").first.locator(
        "bdi"
    ).inner_text() == served.review.suggested(row)
    took = page.evaluate("""async () => {
      const field = document.querySelector('[role=combobox]');
      const { search } = await import('/static/picker.js');
      const names = Array.from({length: 1000}, (_, i) => `class number ${i}`);
      const start = performance.now();
      for (const typed of ['c', 'cl', 'cls', 'number 9', 'zzz']) search(names, typed, new Map());
      return performance.now() - start; }""")
    assert took < 500


def test_several_labels(made, at):
    served = made()
    page = at(served)
    first = press(page, "s")
    page.keyboard.type("log")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+Enter")
    saved(page)
    [one] = served.review.ledger
    given = served.review.given(served.review.rows[first])
    assert (one["verdict"], sorted(one["new"])) == ("several", sorted({given, "login"}))


def test_a_note_goes_with_the_decision(made, at):
    served = made()
    page = at(served)
    first = press(page, "n")
    page.keyboard.type("أرسل إلى مدير المشروع 😀 <b>")
    page.keyboard.press("Control+Enter")
    assert shown(page) == first
    assert "<b>" in page.locator(".note").inner_text()
    press(page, "Enter")
    saved(page)
    assert served.review.ledger[0]["why"] == "أرسل إلى مدير المشروع 😀 <b>"
    press(page, "Enter")
    saved(page)
    assert "why" not in served.review.ledger[1]


def test_tags_are_switched_one_by_one(made, at):
    names = ["news", "sport", "politics", "weather", "music"]
    served = made(truth="any_of", classes=names)
    page = at(served)
    row = served.review.rows[shown(page)]
    given, suggested = served.review.given(row), served.review.suggested(row)
    assert set(given) != set(suggested)
    press(page, "Enter")
    saved(page)
    one = served.review.ledger[-1]
    assert (one["verdict"], set(one["new"])) == ("several", set(suggested))
    given = set(served.review.given(served.review.rows[shown(page)]))
    page.keyboard.press("1")
    page.get_by_role("checkbox", checked=False).first.wait_for()
    page.keyboard.press("p")
    page.keyboard.type("music")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+Enter")
    page.keyboard.press("Enter")
    saved(page)
    one = served.review.ledger[-1]
    assert one["verdict"] == "several"
    assert len(given ^ set(one["new"])) == 2


def test_numbers_are_typed(made, at):
    served = made(kind="table", truth="number", classes=())
    page = at(served)
    first = press(page, "p")
    page.keyboard.type("12.75")
    page.keyboard.press("Enter")
    assert shown(page) != first
    press(page, "Enter")
    press(page, "k")
    saved(page)
    assert [(d["verdict"], d.get("new")) for d in served.review.ledger] == [
        ("relabel", 12.75), ("relabel", 11.5), ("confirm", None),
    ]  # fmt: skip


def test_keys_are_for_what_has_them(made, at):
    """A letter typed into a field, or Enter on a button in focus, decides nothing."""
    served = made()
    page = at(served)
    first = shown(page)
    page.keyboard.press("f")
    page.keyboard.type("kdb")
    page.keyboard.press("Escape")
    page.locator("#theme").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert shown(page) == first
    assert served.review.ledger == []


def test_enter_after_a_click_accepts_and_does_not_click_again(made, at):
    served = made()
    page = at(served)
    page.get_by_role("button", name="Drop").click()
    press(page, "Enter")
    saved(page)
    assert [d["verdict"] for d in served.review.ledger] == ["drop", "relabel"]


def test_a_key_held_down_decides_once(made, at):
    served = made()
    page = at(served)
    for _ in range(5):
        page.keyboard.down("k")
    page.keyboard.up("k")
    saved(page)
    assert len(served.review.ledger) == 1


def test_keys_of_another_alphabet(made, at):
    served = made()
    page = at(served)
    page.evaluate(
        "dispatchEvent(new KeyboardEvent('keydown', {key: 'л', code: 'KeyK', bubbles: true}))"
    )
    saved(page)
    assert [d["verdict"] for d in served.review.ledger] == ["confirm"]


def test_single_keys_can_be_switched_off(made, at):
    served = made()
    page = at(served)
    page.keyboard.press("?")
    assert page.get_by_role("dialog").get_by_text("Keep the given label").is_visible()
    page.get_by_role("checkbox").uncheck()
    page.keyboard.press("Escape")
    first = press(page, "k")
    assert shown(page) == first
    page.keyboard.press("?")
    page.get_by_role("checkbox").check()
    page.keyboard.press("Escape")
    press(page, "k")
    assert shown(page) != first


def test_reviewers_who_disagree_are_settled(made, at):
    served = made()
    page = at(served, "#/disagreements")
    first = shown(page)
    assert page.get_by_text("who is right").is_visible()
    assert "it says so" in page.locator(".others").inner_text()
    press(page, "2")
    press(page, "Enter")
    page.wait_for_selector("text=Reviewers agree")
    saved(page)
    one, two = served.review.ledger
    assert one == {**one, "key": first, "verdict": "relabel", "settles": True}
    assert one["new"] == served.review.suggested(served.review.rows[first])
    assert two["settles"] is True


def test_a_test_split_is_marked(made, at):
    served = made()
    page = at(served, "#/queue?split=test")
    assert page.locator(".mark.protected").inner_text() == "test split, protected"
    page.goto(f"{served.origin}/#/queue?split=train")
    page.wait_for_function("() => document.querySelector('.chip')?.textContent.includes('train')")
    page.wait_for_selector(".mark.protected", state="detached")
    page.wait_for_selector("article.item")


def test_the_card_tells_all_that_is_known(made, at):
    served = made(kind="table")
    page = at(served)
    page.wait_for_selector(".explained")
    text = page.locator("article.item").inner_text()
    told = (
        "given|suggested|wrong with|97 %|The classifier gives|Votes|ann|Nearest items|Typical|"
        "Most likely classes|Why"
    )
    for part in told.split("|"):
        assert part in text
    assert page.locator(".lean.against").count() > 0


def test_the_name_of_the_reviewer_is_changed(opened, at, text_audit):
    served = opened(text_audit)
    page = at(served)
    assert page.locator("#by").inner_text() == "ann"
    page.locator("#by").click()
    page.get_by_label("Your decisions are signed with").fill("Zoë מאיה")
    page.get_by_role("button", name="Use this name").click()
    page.wait_for_function("() => document.getElementById('by').textContent === 'Zoë מאיה'")
    page.wait_for_selector("article.item")
    press(page, "k")
    saved(page)
    assert "Zoë" in str(served.client.get("/api/history").json())
