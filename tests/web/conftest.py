"""What tests of the app share: audits to review, a server, and a browser before it."""

import csv
import shutil
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
import pytest

from assay.errors import UnknownName

TOPICS = {
    "billing": "I was charged {n} times for the {w} plan and want a refund of my invoice",
    "delivery": "The parcel with the {w} has not arrived after {n} days, where is my courier",
    "login": "My password for the {w} page is refused {n} times, please reset the account",
}
WORDS = ("premium", "garden", "winter", "family", "leather", "silver", "northern", "spare")
#: Text as nobody wants it: markup, right to left, emoji, and a character that turns lines round.
HOSTILE = (
    '<script>window.hacked = 1</script><img src=x onerror="window.hacked = 1"> "q" \'s\' '
    "</textarea></style></script> javascript:alert(1) {{ 7 * 7 }} "
    "😀👩‍🚀 مرحبا بالعالم \u202edrawkcab"
)


def write(path, header, rows):
    """Write a CSV file and return it."""
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def audited(data, **options):
    """Audit a file into a folder beside it, index it for review, and return the folder."""
    import assay
    from assay.review import open_review

    folder, cache = data.with_name("audit"), data.with_name("cache")
    cache.mkdir()
    report = assay.audit(assay.read(data, **options), effort="quick", cache=cache)
    report.write(folder)
    open_review(folder, cache=cache).close()
    return folder


def tickets(n, seed=0):
    """Rows of id, text, topic and split; every twelfth topic is wrong."""
    random = np.random.default_rng(seed)
    names = list(TOPICS)
    for row in range(n):
        truth = int(random.integers(3))
        text = TOPICS[names[truth]].format(n=random.integers(2, 99), w=random.choice(WORDS))
        given = names[(truth + 1) % 3] if row % 12 == 5 else names[truth]
        yield f"ticket-{row}", text, given, "test" if row >= 0.8 * n else "train"


@pytest.fixture(scope="session")
def text_audit(tmp_path_factory):
    """Return the audit of 180 tickets: ids, text, split; every twelfth label is wrong."""
    path = tmp_path_factory.mktemp("texts") / "tickets.csv"
    write(path, ("id", "text", "topic", "split"), tickets(180))
    return audited(path, label="topic", text="text", id="id", split="split")


@pytest.fixture(scope="session")
def hostile_audit(tmp_path_factory):
    """Return an audit whose ids, texts and one class want to harm who looks at them."""
    path = tmp_path_factory.mktemp("hostile") / "tickets.csv"
    bad = {"login": "<img src=x onerror=window.hacked=1>"}
    rows = [
        (f"{name}/../<b>&?#%2e", f"{HOSTILE} {text}", bad.get(topic, topic))
        for name, text, topic, _ in tickets(120, seed=1)
    ]
    return audited(write(path, ("id", "text", "topic"), rows), label="topic", text="text", id="id")


@pytest.fixture(scope="session")
def table_audit(tmp_path_factory):
    """Return the audit of 240 people: three columns, two classes, no ids."""
    random = np.random.default_rng(2)
    truth = random.integers(0, 2, 240)
    given = np.where(np.arange(240) % 15 == 7, 1 - truth, truth)
    rows = [
        (f"{30 + 25 * t + random.normal(0, 6):.1f}", f"{35 + 12 * t + random.normal(0, 4):.1f}",
         ("clerk", "manager")[t], ("low", "high")[g])
        for t, g in zip(truth, given, strict=True)
    ]  # fmt: skip
    path = tmp_path_factory.mktemp("people") / "people.csv"
    return audited(write(path, ("age", "hours", "job", "income"), rows), label="income")


@pytest.fixture(scope="session")
def digits_audit(tmp_path_factory):
    """Return the audit of a folder of 200 pictures of digits, a folder a class."""
    pillow = pytest.importorskip("PIL.Image")
    from sklearn.datasets import load_digits

    pixels, truth = load_digits(return_X_y=True)
    root = tmp_path_factory.mktemp("digits") / "digits"
    for row in range(200):
        label = (truth[row] + 1) % 10 if row % 20 == 3 else truth[row]
        (root / str(label)).mkdir(parents=True, exist_ok=True)
        picture = (pixels[row].reshape(8, 8) * 15.9375).astype(np.uint8)
        pillow.fromarray(picture).resize((32, 32)).save(root / str(label) / f"{row:03}.png")
    return audited(root, images=True)


@pytest.fixture(scope="session")
def votes_audit(tmp_path_factory):
    """Return the audit of 120 tickets that three annotators labelled, the third carelessly."""
    random = np.random.default_rng(3)
    names = list(TOPICS)
    rows = [
        (name, text, source, topic if random.random() > wrong else random.choice(names))
        for name, text, topic, _ in tickets(120, seed=3)
        for source, wrong in (("ann", 0.05), ("bob", 0.1), ("cid", 0.6))
    ]
    path = tmp_path_factory.mktemp("votes") / "votes.csv"
    write(path, ("ticket", "text", "who", "said"), rows)
    return audited(path, item="ticket", source="who", label="said", text="text")


@pytest.fixture
def fresh(tmp_path):
    """Copy an audit with its index, so that a review in it is the first."""
    ours = shutil.ignore_patterns("ledger.sqlite*", "token")
    return lambda folder: shutil.copytree(folder, tmp_path / "audit", ignore=ours)


class Pretend:
    """A review in memory, of items that have no need of an audit: routes are thin over it.

    It keeps what it was asked in `asked`, so that a test can see what a route made of a request.
    """

    def __init__(self, keys=("a", "b", "c"), texts=None):
        self.keys = list(keys)
        self.texts = dict(texts or {})
        self.asked, self.saved, self.made = [], {}, 0
        self.lock = Lock()

    @property
    def sequence(self):
        return len(self.saved)

    def info(self):
        return {"name": "pretend", "classes": ["cat", "dog"], "n_items": len(self.keys)}

    def card(self, key, by):
        if key not in self.keys:
            raise UnknownName.of("item", key, self.keys[:3], "review")
        content = {"kind": "text", "text": self.texts.get(key, f"text of {key}")}
        return {"key": key, "given": "cat", "suggested": "dog", "content": content}

    def queue(self, by, order="likely", where=None, after=None, limit=20):
        self.asked.append(("queue", by, order, where, after, limit))
        rest = [key for key in self.keys if after is None or key > after]
        return {"items": [self.card(key, by) for key in rest[:limit]], "next": None, "left": 1}

    def image(self, key, side):
        self.card(key, "")
        return b"picture", self.texts.get("type", "image/png")

    def decide(self, by, decisions):
        with self.lock:
            for one in decisions:
                self.saved.setdefault((by, one["event"]), one)
        self.asked.append(("decide", by, decisions))
        saved = [{"event": one["event"], "key": one["key"], "seq": 1} for one in decisions]
        return {"saved": saved, "refused": []}

    def board(self, by):
        self.made += 1
        return {"reviewed": len(self.saved), "by": by}

    def __getattr__(self, name):
        if name.startswith("_") or name not in {
            "undo", "bulk_preview", "bulk", "table", "confusion", "points", "classes",
            "class_page", "explain", "history", "disagreements", "instructions",
        }:  # fmt: skip
            raise AttributeError(name)

        def asked(*said):
            self.asked.append((name, *said))
            return "# Classes" if name == "instructions" else {"answer": name}

        return asked


@pytest.fixture(scope="session")
def pretend():
    """Return a class of reviews in memory."""
    return Pretend


@dataclass
class Served:
    """A server that runs.

    `origin` is its address without the slash, `url` lets a browser in, `client` is in.
    """

    origin: str
    url: str
    key: Any
    client: Any


@contextmanager
def servers(folder):
    """Give what serves reviews until the end: `start(review, name="ann")`."""
    httpx = pytest.importorskip("httpx2")
    serving = pytest.importorskip("assay.web.serve").serving
    from assay.web.key import Key, kept

    with ExitStack() as running:

        def start(review, name="ann", port=0, key: Key | None = None):
            key = key or kept(folder / "key")
            origin = running.enter_context(serving(review, key, name, port)).rstrip("/")
            client = running.enter_context(
                httpx.Client(
                    base_url=origin,
                    headers={"origin": origin, "x-assay": "review"},
                    follow_redirects=True,
                    timeout=30,
                )
            )
            url = f"{origin}/?token={key.token}"
            client.get(url).raise_for_status()
            return Served(origin, url, key, client)

        yield start


@pytest.fixture
def serve(tmp_path):
    """Serve a review until the test ends: `serve(review, name="ann")`."""
    with servers(tmp_path) as start:
        yield start


@pytest.fixture(scope="module")
def serve_all(tmp_path_factory):
    """Serve a review until the last test of a file ends."""
    with servers(tmp_path_factory.mktemp("served")) as start:
        yield start


@pytest.fixture
def opened(fresh, serve):
    """Open a copy of an audit and serve it: `opened(text_audit)`; `.review` is the store."""
    from assay.review import open_review

    with ExitStack() as open_ones:

        def start(folder, *, name="ann", **options):
            review = open_review(fresh(folder), **options)
            open_ones.callback(review.close)
            served = serve(review, name)
            served.review = review
            return served

        yield start


@pytest.fixture
def tab(browser):
    """Open a page in a browser context of its own: `tab(url, viewport=...)`.

    The page has what it said to the console (`said`) and what it asked for (`asked`). A message
    about content security or an uncaught error, and a dialog, are among what it said. Asked
    whether to leave though something is unsaved, it leaves.
    """
    contexts = []

    def answered(page, dialog):
        if dialog.type == "beforeunload":
            dialog.accept()
        else:
            page.said.append("dialog")
            dialog.dismiss()

    def start(url=None, **options):
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 800}, **options})
        contexts.append(context)
        page = context.new_page()
        page.said, page.asked = [], []
        page.on("console", lambda message: page.said.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: page.said.append(f"uncaught: {error}"))
        page.on("dialog", lambda dialog: answered(page, dialog))
        page.on("request", lambda request: page.asked.append(request.url))
        if url:
            page.goto(url)
        return page

    yield start
    for context in contexts:
        context.close()


@pytest.fixture
def page(tab):
    """Return one page of a browser, at a desk's size."""
    return tab()


@pytest.fixture(scope="session")
def axe():
    """Return what says which rules of accessibility a page breaks: `assert axe(page) == []`.

    `axe(page, scheme="dark")` turns to the dark first and looks at contrast alone, since nothing
    else depends on colours. An open dialog is looked at alone: the page behind it can't be reached.
    """
    package = pytest.importorskip("axe_playwright_python")
    script = (Path(package.__path__[0]) / "axe.min.js").read_text(encoding="utf-8")
    rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    # What passed is not wanted, and selectors of all elements take longer than the rules.
    run = """async (rules) => {
      const ends = document.getAnimations().filter(
        (one) => one.effect.getComputedTiming().endTime < Infinity);
      await Promise.all(ends.map((one) => one.finished.catch(() => 0)));
      const where = document.querySelector('dialog[open]') ?? document;
      return (await axe.run(where, {runOnly: rules, resultTypes: ['violations'], selectors: false,
        ancestry: false, xpath: false})).violations; }"""

    def broken(page, scheme=None):
        if scheme:
            page.emulate_media(color_scheme=scheme)
        if not page.evaluate("Boolean(window.axe)"):
            page.evaluate(script)
        found = page.evaluate(run, ["color-contrast"] if scheme else rules)
        return [
            (one["id"], [(node["html"][:200], node["failureSummary"]) for node in one["nodes"]][:3])
            for one in found
        ]

    return broken
