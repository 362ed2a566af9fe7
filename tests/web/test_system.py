"""The whole: the command, its server, the ledger and Chromium, nothing between them made up."""

import os
import signal
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import quote

import pytest

pytest.importorskip("fastapi")
pytestmark = pytest.mark.browser

SHOWN = "() => document.querySelector('article.item')?.dataset.key ?? ''"
OTHER = f"(key) => ({SHOWN})() !== key"
THIS = f"(key) => ({SHOWN})() === key"
SAVED = "() => document.getElementById('saving').textContent === 'all saved'"
#: Ways in which a page could be made to do more than show.
DEEDS = {
    "markup": "document.body.innerHTML = '<img src=x onerror=\"window.hacked = 1\">'",
    "written": "document.write('<script>window.hacked = 1</script>')",
    "inline": "(() => { const s = document.createElement('script'); s.text = 'window.hacked = 1';"
    " document.body.append(s); })()",
    "foreign script": "(() => { const s = document.createElement('script');"
    " s.src = 'http://127.0.0.1:9/x.js'; document.body.append(s); })()",
    "link": "(() => { const a = document.createElement('a'); a.href = 'javascript:window.hacked=1';"
    " document.body.append(a); a.click(); })()",
    "style": "(() => { const s = document.createElement('style'); s.textContent ="
    " 'body { background: url(http://127.0.0.1:9/x) }'; document.body.append(s); })()",
    "picture": "(() => { const i = new Image(); i.src = 'http://127.0.0.1:9/x.png';"
    " document.body.append(i); })()",
    "frame": "(() => { const f = document.createElement('iframe'); f.src = 'http://127.0.0.1:9/';"
    " document.body.append(f); })()",
    "form": "(() => { const f = document.createElement('form'); f.action = 'http://127.0.0.1:9/';"
    " f.method = 'post'; document.body.append(f); f.submit(); })()",
    "request": "fetch('http://127.0.0.1:9/x').catch(() => 0)",
    "beacon": "navigator.sendBeacon('http://127.0.0.1:9/x', 'data')",
    "socket": "new WebSocket('ws://127.0.0.1:9/x')",
}


def shown(page):
    """Return the name of the item in question, when there is one."""
    page.wait_for_selector("article.item")
    return page.evaluate(SHOWN)


def press(page, key):
    """Decide on the item in question by a key; return its name when another has taken its place."""
    before = shown(page)
    page.keyboard.press(key)
    page.wait_for_function(OTHER, arg=before, timeout=60_000)
    return before


def saved(page):
    page.wait_for_function(SAVED, timeout=60_000)


def history(served):
    return served.client.get("/api/history").json()


def named(page, served, name):
    """Enter as somebody and look at the queue."""
    page.goto(served.url)
    page.evaluate(
        "name => fetch('/api/name', {method: 'POST', body: JSON.stringify({name}), headers:"
        " {'Content-Type': 'application/json', 'X-Assay': 'review'}})",
        name,
    )
    page.goto(f"{served.origin}/#/queue")
    page.reload()
    page.wait_for_selector("article.item")
    return page


def test_two_reviewers_at_once(opened, tab, text_audit):
    served = opened(text_audit, double=0)
    ann, bob = (named(tab(), served, name) for name in ("ann", "bob"))
    done = {"ann": [], "bob": []}
    for turn in range(10):
        done["ann"].append(press(ann, "k"))
        done["bob"].append(press(bob, "k" if turn % 2 else "Enter"))
    saved(ann)
    saved(bob)
    # Nobody was given what the other one had, and each decision is under the name of who took it.
    assert len({*done["ann"], *done["bob"]}) == 20
    by = {(one["by"], one["item"]) for one in history(served)}
    assert by == {(name, key) for name, keys in done.items() for key in keys}
    assert set(served.review.info()["reviewers"]) >= {"ann", "bob"}
    assert ann.said == bob.said == []


def test_who_reviews_twice_and_differs_is_found_and_settled(opened, tab, text_audit):
    served = opened(text_audit, double=1)
    ann, bob = (named(tab(), served, name) for name in ("ann", "bob"))
    first = press(ann, "k")
    saved(ann)
    bob.reload()
    assert shown(bob) == first
    press(bob, "d")
    saved(bob)
    (card,) = served.client.get("/api/disagreements").json()["items"]
    assert card["key"] == first
    ann.goto(f"{served.origin}/#/disagreements")
    ann.wait_for_function(THIS, arg=first)
    press(ann, "2")
    saved(ann)
    assert served.client.get("/api/disagreements").json()["items"] == []
    assert {one["by"] for one in history(served)} == {"ann", "bob"}


def test_a_reload_in_the_middle_loses_nothing(opened, tab, text_audit):
    served = opened(text_audit)
    page = tab(served.url)
    keys = []
    for _ in range(8):
        # Reloaded at once after the key, while the decision is on its way.
        keys.append(press(page, "k"))
        page.reload()
    saved(page)
    assert sorted(one["item"] for one in history(served)) == sorted(keys)
    assert len(set(keys)) == 8


def test_the_server_is_killed_and_started_again_under_a_reviewer(fresh, tab, text_audit, tmp_path):
    folder = fresh(text_audit)
    words = [sys.executable, "-m", "assay", "review", str(folder), "--no-browser"]
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache")}

    def start():
        process = subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, text=True)
        return process, process.stdout.readline().strip()

    process, url = start()
    try:
        page = tab(url)
        keys = [press(page, "k") for _ in range(5)]
        saved(page)
        keys += [press(page, "k") for _ in range(3)]
        process.send_signal(signal.SIGKILL)
        process.communicate()
        # The reviewer goes on: what comes next was fetched before.
        keys += [press(page, "k") for _ in range(4)]
        page.wait_for_selector("text=The server does not answer")
        process, again = start()
        assert again == url
        saved(page)
        keys += [press(page, "Enter") for _ in range(3)]
        saved(page)
        told = page.evaluate("fetch('/api/history').then((answer) => answer.json())")
    finally:
        process.kill()
        process.communicate()
    assert [one["item"] for one in sorted(told, key=lambda one: one["seq"])] == keys
    assert len({one["event"] for one in told}) == len(keys) == 15


def test_right_to_left_and_emoji_and_markup_come_through_whole(opened, tab, hostile_audit):
    served = opened(hostile_audit)
    page = tab(served.url)
    key = shown(page)
    card = served.client.get(f"/api/card/{quote(key, safe='')}").json()
    assert (card["key"], card["content"]["text"][:8]) == (key, "<script>")
    assert "مرحبا بالعالم" in page.locator("article.item").inner_text()
    assert "👩‍🚀" in page.locator("article.item").inner_text()
    assert "<script>window.hacked = 1</script>" in page.locator("article.item").inner_text()
    keys = [press(page, "Enter") for _ in range(5)]
    saved(page)
    assert [one["item"] for one in history(served)] == keys
    assert keys[0] == key
    assert page.evaluate("window.hacked") is None
    assert page.said == []
    assert all(url.startswith((served.origin, "data:", "blob:")) for url in page.asked)


@pytest.mark.parametrize("deed", DEEDS)
def test_the_policy_holds_were_the_page_made_to_do_it(serve, pretend, tab, deed):
    """The page puts no markup anywhere; and if it did, nothing would run and nothing leave."""
    served = serve(pretend(["a"], {"a": "text"}))
    page = tab(f"{served.origin}/static/icon.svg")
    page.goto(served.url)
    page.said.clear()
    went = []
    page.context.on("request", lambda request: went.append(request.url))
    page.route("http://127.0.0.1:9/**", lambda route: (went.append("left"), route.abort()))
    page.evaluate(
        f"() => {{ try {{ {DEEDS[deed]} }} catch (error) {{ console.log('kept out') }} }}"
    )
    page.wait_for_timeout(200)
    assert page.evaluate("window.hacked") is None
    assert "left" not in went
    assert page.said, "nobody noticed"
    assert page.url.startswith(served.origin)


FOREIGN = """<!doctype html><meta charset=utf-8><title>foreign</title><body><script>
const at = new URLSearchParams(location.search).get('at');
const one = (how) => fetch(at + '/api/undo', {method: 'POST', credentials: 'include', ...how})
  .then(() => 1, () => 0);
const load = (tag, path, name = 'src') => new Promise((done) => {
  const e = document.createElement(tag); e[name] = at + path;
  if (tag === 'link') e.rel = 'stylesheet';
  e.onload = () => done(tag + ' loaded'); e.onerror = () => done('');
  document.body.append(e); setTimeout(() => done(''), 1500); });
(async () => {
  await one({mode: 'no-cors', body: '{}'});
  await one({mode: 'no-cors', body: new URLSearchParams({of: 'x'})});
  await one({headers: {'Content-Type': 'application/json', 'X-Assay': 'review'}, body: '{}'});
  const read = await fetch(at + '/api/info', {credentials: 'include'})
    .then((answer) => answer.text(), () => '');
  const loaded = await Promise.all([load('script', '/static/app.js'), load('script', '/api/info'),
    load('img', '/api/image/a'), load('link', '/static/style.css', 'href')]);
  const frame = document.createElement('iframe'); frame.src = at + '/'; frame.name = 'there';
  document.body.append(frame);
  const form = document.createElement('form'); form.method = 'post'; form.target = 'there';
  form.action = at + '/api/undo'; form.enctype = 'text/plain';
  const field = document.createElement('input'); field.name = '{"of":"'; field.value = '"}';
  form.append(field); document.body.append(form); form.submit();
  setTimeout(() => { window.outcome = {read, loaded: loaded.filter(Boolean)}; }, 800);
})();
</script>"""


@pytest.fixture
def foreign():
    """Give the address of a page of somebody else's, on another port of this machine."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("content-type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(FOREIGN.encode())

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), Page) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_foreign_page_in_the_same_browser_gets_nothing(serve, pretend, tab, foreign, host):
    """Even on this machine, where other ports are the same site and get the cookies sent."""
    review = pretend()
    served = serve(review)
    page = tab(served.url)
    page.wait_for_load_state("networkidle")
    review.asked.clear()
    other = page.context.new_page()
    other.goto(f"{foreign.replace('127.0.0.1', host)}?at={served.origin}")
    other.wait_for_function("window.outcome", timeout=20_000)
    assert other.evaluate("window.outcome") == {"read": "", "loaded": []}
    assert [one for one in review.asked if one[0] == "undo"] == []
    assert review.saved == {}


def test_a_link_on_a_foreign_page_still_lets_its_owner_in(serve, pretend, tab):
    served = serve(pretend())
    page = tab()
    page.route("http://notes.example/", lambda route: route.fulfill(
        content_type="text/html", body=f'<a href="{served.url}">my review</a>'
    ))  # fmt: skip
    page.goto("http://notes.example/")
    page.click("a")
    page.wait_for_url(f"{served.origin}/**")
    page.wait_for_selector("main")
    assert "token" not in page.url
    assert "token=" not in page.evaluate("document.referrer + document.cookie")
