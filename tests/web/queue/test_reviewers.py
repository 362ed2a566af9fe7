"""Several reviewers of one real audit: who gets what, and who settles it."""

import pytest

pytestmark = pytest.mark.browser

SHOWN = "document.querySelector('article.item')?.dataset.key ?? ''"
SAVED = "() => document.getElementById('saving').textContent === 'all saved'"


@pytest.fixture
def two(opened, serve, text_audit):
    """Serve one review to ann and to bob."""

    def start(**options):
        ann = opened(text_audit, **options)
        return ann, serve(ann.review, "bob")

    return start


def test_two_at_once_are_never_on_the_same_item(two, at):
    ann, bob = two(double=0)
    first, second = at(ann), at(bob)
    seen = {first: [], second: []}
    for _ in range(8):
        for page, keys in seen.items():
            page.wait_for_selector("article.item")
            keys.append(page.evaluate(SHOWN))
            page.keyboard.press("k")
    for page in seen:
        page.wait_for_function(SAVED)
    assert len(set(seen[first]) | set(seen[second])) == 16
    rows = ann.client.get("/api/history").json()
    rows = rows if isinstance(rows, list) else rows["rows"]
    assert {one["item"]: one["by"] for one in rows} == {
        **dict.fromkeys(seen[first], "ann"), **dict.fromkeys(seen[second], "bob"),
    }  # fmt: skip


def test_where_they_disagree_one_settles(two, at):
    ann, bob = two(double=1)
    key = ann.client.get("/api/queue").json()["items"][0]["key"]
    for served, verdict in ((ann, "confirm"), (bob, "drop")):
        body = {"decisions": [{"event": f"e-{verdict}", "key": key, "verdict": verdict}]}
        served.client.post("/api/decide", json=body).raise_for_status()
    page = at(ann, "#/disagreements")
    assert page.evaluate(SHOWN) == key
    assert page.get_by_text("who is right").is_visible()
    choice = page.locator(".others .choice").all_inner_texts()
    assert any("you" in text and "kept" in text for text in choice)
    at_bob = next(i for i, text in enumerate(choice) if "dropped" in text)
    page.keyboard.press(str(at_bob + 1))
    page.wait_for_selector("text=Reviewers agree")
    page.wait_for_function(SAVED)
    page.reload()
    page.wait_for_selector("text=Reviewers agree")
    settled, conflicts = ann.review.ledger.settled()
    assert not conflicts
    assert settled[key].verdict == "drop"
    assert settled[key].settles
