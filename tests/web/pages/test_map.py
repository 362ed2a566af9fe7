"""The map: drawn fast, looked at, moved, drawn round, decided about."""

import re

import pytest

pytestmark = pytest.mark.browser

#: Pixels that a point has coloured, in light; and the place of the first of them.
PIXELS = """() => { const c = document.querySelector('.dots-layer');
  const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;
  const all = []; for (let i = 0; i < d.length; i += 4) if (d[i] < 250) all.push(i / 4);"""
DRAWN = PIXELS + " return all.length; }"
FIRST = PIXELS + " return [all[0] % c.width, Math.floor(all[0] / c.width)]; }"

#: Milliseconds that drawing 50,000 points takes when nothing else runs: two frames, as a rule.
PAINTED = """async () => {
  const {Paint} = await import('/static/paint.js'), {Cloud} = await import('/static/cloud.js');
  const n = 50000, make = (step) => Float32Array.from({length: n}, (_, i) => (i * step) % 1);
  const cloud = new Cloud(make(0.618), make(0.414));
  const view = {width: 900, height: 640, x: 0.5, y: 0.5, zoom: 1};
  const paint = new Paint(document.createElement('canvas'));
  const look = {inks: [{rgb: [9, 9, 9], alpha: 0.5}], ink: new Uint8Array(n), radius: 1.6,
    order: Uint32Array.from({length: n}, (_, i) => i), ground: [255, 255, 255], dense: 1};
  let least = Infinity;
  for (let i = 0; i < 40 && least > 30; i += 1) {
    const began = performance.now();
    paint.draw(cloud, view, look);
    least = Math.min(least, performance.now() - began); }
  return least; }"""


def box(page):
    page.wait_for_selector(".map-legend button")
    return page.locator(".map-place").bounding_box()


def round_(page, share=0.5):
    """Draw a square round the middle."""
    place = box(page)
    x, y, half = place["x"] + place["width"] / 2, place["y"] + place["height"] / 2, 150 * share
    page.mouse.move(x - half, y - half)
    page.mouse.down()
    for dx, dy in ((half, -half), (half, half), (-half, half), (-half, -half + 4)):
        page.mouse.move(x + dx, y + dy, steps=4)
    page.mouse.up()


def chosen(page):
    found = re.search(r"([\d,]+) items? chosen", page.inner_text(".map-choice"))
    return int(found[1].replace(",", "")) if found else 0


def test_fifty_thousand_points_are_drawn_and_moved_smoothly(look, vast):
    page = look(vast(), "map")
    place = box(page)
    assert page.inner_text(".status").startswith("20,000 of 1,000,000 items")
    drawn = page.evaluate(DRAWN)
    assert drawn > 20_000
    spent = page.evaluate(PAINTED)
    assert spent < 100
    page.mouse.move(place["x"] + 300, place["y"] + 300)
    page.mouse.wheel(0, -600)
    page.mouse.down()
    page.mouse.move(place["x"] + 400, place["y"] + 330, steps=5)
    page.mouse.up()
    assert page.said == []


def test_a_lasso_chooses_what_lies_in_it_and_leads_on(look, vast):
    review = vast(points=2000)
    page = look(review, "map")
    box(page)
    page.click("text=Draw round")
    round_(page)
    few = chosen(page)
    assert 50 < few < 1000
    round_(page, 0.25)
    assert 0 < chosen(page) < few
    page.click("text=As a table")
    page.wait_for_selector(".line[data-key]")
    assert "chosen" in page.inner_text(".chips")


def test_what_is_drawn_round_is_decided_after_a_look(opened, tab, text_audit, look):
    served = opened(text_audit)
    page = look.turn(tab(served.url), served, "map")
    box(page)
    page.keyboard.down("Shift")
    round_(page, 1.5)
    page.keyboard.up("Shift")
    n = chosen(page)
    assert n > 0
    page.click("text=Decide…")
    page.select_option("dialog select[name=act]", "confirm")
    page.click("dialog >> text=Look at it first")
    understood = page.locator("dialog .check input")
    page.wait_for_selector("dialog .figures")
    if understood.count():
        understood.click()
    page.click(f"dialog >> text=Decide {n} item")
    page.wait_for_selector("dialog", state="detached")
    assert served.review.ledger.sequence == n
    assert page.said == []


def test_keys_alone_move_find_choose_and_open(look, vast, until):
    page = look(vast(points=500), "map")
    box(page)
    page.keyboard.press("t")
    assert page.evaluate("document.activeElement.className") == "map-place"
    page.keyboard.press("n")
    page.wait_for_selector(".peek.pinned")
    until(page, "document.querySelector('.peek').textContent.includes('class 0000')")
    assert "item-0" in page.inner_text(".peek")
    page.keyboard.press("Space")
    assert chosen(page) == 1
    page.keyboard.press("n")
    until(page, "document.querySelector('.peek').textContent.includes('item-1')")
    for _ in range(6):
        page.keyboard.press("+")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("s")
    assert 0 < chosen(page) < 500
    page.keyboard.press("0")
    page.keyboard.press("Escape")
    assert chosen(page) == 0
    page.keyboard.press("n")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"#/queue\?keys=item-0"))


def test_a_cluster_is_chosen_without_a_pointer(look, vast):
    review = vast(points=300)
    page = look(review, "map")
    box(page)
    page.click(".sift summary")
    page.fill("input[name=cluster]", "3")
    page.click("text=Show these")
    review.hears(page, "points", {"cluster": 3})
    page.wait_for_selector(".chip")
    page.click("text=Choose all in sight")
    assert chosen(page) == 300


def test_a_point_under_the_mouse_is_told_of(look, vast, until):
    page = look(vast(points=1), "map")
    place = box(page)
    page.mouse.move(place["x"] + 2, place["y"] + 2)
    x, y = page.evaluate(FIRST)
    page.mouse.move(place["x"] + x, place["y"] + y)
    page.wait_for_selector(".peek:not([hidden])")
    until(page, "document.querySelector('.peek').textContent.includes('text number 0')")
    page.mouse.move(place["x"] + 2, place["y"] + 2)
    page.wait_for_selector(".peek", state="hidden")


def test_colours_follow_class_and_state_and_one_can_stand_alone(look, vast, until):
    page = look(vast(points=900, k=20), "map")
    box(page)
    page.select_option("select[name=by]", "class")
    entries = page.locator(".map-legend button")
    until(page, "document.querySelectorAll('.map-legend button').length === 9")
    assert "12 others" in entries.last.inner_text()
    entries.first.click()
    assert entries.first.get_attribute("aria-pressed") == "true"
    page.click("text=Choose all in sight")
    assert chosen(page) == 45
    page.select_option("select[name=by]", "state")
    until(page, "document.querySelectorAll('.map-legend button').length === 1")


def test_fingers_draw_and_pinch(look, vast):
    page = look(
        vast(points=2000), "map", viewport={"width": 390, "height": 844}, has_touch=True,
        is_mobile=True,
    )  # fmt: skip
    place = box(page)
    touch = page.context.new_cdp_session(page)

    def finger(kind, *points):
        where = [
            {"x": place["x"] + x, "y": place["y"] + y, "id": i} for i, (x, y) in enumerate(points)
        ]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": where})

    page.click("text=Draw round")
    finger("touchStart", (100, 150))
    for x, y in ((220, 150), (220, 300), (100, 300), (100, 154)):
        finger("touchMove", (x, y))
    finger("touchEnd")
    few = chosen(page)
    assert few > 10
    finger("touchStart", (150, 200), (200, 250))
    finger("touchMove", (100, 150), (250, 300))
    finger("touchEnd")
    page.click("text=Choose none")
    page.click("text=Choose all in sight")
    assert 0 < chosen(page) < 2000
