"""A review too large to hold: a million items, a thousand classes, made when they are asked for."""

import math
import time

import numpy as np
import pytest

N, K = 1_000_000, 1000
HOSTILE = '<img src=x onerror="window.hacked=1">'


class Vast:
    """A review in memory; it keeps what it was asked, and what was decided, in `asked`."""

    def __init__(self, n=N, k=K, points=50_000, splits=("test", "train"), truth="one_of"):
        self.n, self.k, self.many, self.truth = n, k, points, truth
        self.splits, self.sequence, self.asked = list(splits), 0, []
        self.names = [f"class {i:04}" for i in range(k)]
        self.names[1] = HOSTILE
        if k > 2:
            self.names[2] = "صنف 😀"
        self.told = {"reviewed": 40, "low": 0.04, "high": 0.2}

    def hears(self, page, *call):
        """Wait for a request: a page shows what it was asked before its request comes in."""
        until = time.monotonic() + 20
        while call not in [one[: len(call)] for one in self.asked]:
            assert time.monotonic() < until, f"{call} not in {self.asked}"
            page.wait_for_timeout(20)

    def info(self):
        orders = ("likely", "Most likely wrong"), ("order", "As in the data")
        return {
            "name": "vast", "kind": "texts", "noun": "text", "truth": self.truth,
            "field": "label", "digest": "0", "n_items": self.n, "classes": self.names,
            "splits": self.splits, "test_splits": ["test"] if "test" in self.splits else [],
            "findings": [{"code": "flagged", "severity": "note", "message": "", "n_items": 9}],
            "clusters": 12, "map": True, "votes": True, "double": 0.1,
            "orders": [{"name": n, "title": t, "explain": ""} for n, t in orders],
            "verdicts": ["relabel", "confirm", "ambiguous", "several", "out-of-scope", "drop"],
            "reviewers": ["ann", "bob"], "sources": ["ann", "bob", "cid"],
            "present": [{"name": "bob", "holds": 3}],
        }  # fmt: skip

    def row(self, i):
        given, suggested = self.names[i % self.k], self.names[(i + i % 3) % self.k]
        words = HOSTILE if i == 1 else "مرحبا بالعالم 😀" if i == 2 else f"text number {i}"
        return {
            "key": f"item-{i}", "row": i, "given": given, "suggested": suggested,
            "p_wrong": 1 - i / self.n, "split": self.splits[i % 2] if self.splits else "",
            "state": "open", "verdict": None, "new": None,
            "content": {"kind": "text", "text": words},
        }  # fmt: skip

    def table(self, where, sort, after, limit):
        self.asked.append(("table", where, sort, after))
        rows = range(self.n)
        if "keys" in where:
            rows = [int(key.rpartition("-")[2]) for key in where["keys"]]
        elif "class" in where:
            rows = range(self.names.index(where["class"]), self.n, self.k)
        elif where.get("text"):
            rows = range(0)
        start = int(after or 0)
        some = rows[start : start + limit]
        more = start + limit < len(rows)
        made = [self.row(i) for i in some]
        return {"rows": made, "next": str(start + limit) if more else None, "total": len(rows)}

    def confusion(self, where):
        self.asked.append(("confusion", where))
        counts = [[i, i, 900] for i in range(self.k)]
        counts += [[i, (i * 7 + 1) % self.k, 2 + i % 50] for i in range(self.k)]
        return {"classes": self.names, "counts": [one for one in counts if one[2]]}

    def points(self, where, limit):
        self.asked.append(("points", where))
        i = np.arange(min(self.many, limit, self.n))
        angle, far = i * 2.39996, np.sqrt(i / len(i))
        x, y = 0.5 + far * np.cos(angle) / 2, 0.5 + far * np.sin(angle) / 2
        rows = zip(x.tolist(), y.tolist(), i.tolist(), strict=True)
        k = 1 if self.truth == "number" else self.k
        first = -1 if self.truth == "number" else 0
        points = [
            [a, b, first + row % k, 1 - row / len(i), f"item-{row}", "open"] for a, b, row in rows
        ]
        return {"points": points, "axes": "Alike items stand together.", "total": self.n}

    def classes(self):
        return [
            {"name": name, "n": 1000, "flagged": i % 90, "decided": i % 7, "wrong": i % 3}
            for i, name in enumerate(self.names)
        ]

    def class_page(self, name):
        k = self.names.index(name)
        some = [self.row(i) for i in range(k, self.n, self.k)][:3]
        return {
            "name": name, "n": 1000, "typical": some, "borderline": some[:1],
            "confused_with": [], "words": ["refund", HOSTILE],
        }  # fmt: skip

    def board(self, by):
        now = self.told
        trend = [
            {"reviewed": r, "value": 0.1, "low": 0.1 - half / 2, "high": 0.1 + half}
            for r in range(10, now["reviewed"] + 1, 5)
            if (half := 0.6 / math.sqrt(r))
        ]  # fmt: skip
        return {
            "reviewed": now["reviewed"], "left": self.n - now["reviewed"], "total": self.n,
            "rate": {
                "value": 0.1, "low": now["low"], "high": now["high"], "n": now["reviewed"],
                "told": True, "method": "stratified", "assumes": ["The reviewers are right."],
                "counts": ["Dropped counts as wrong."], "ambiguous": 0, "with_ambiguous": None,
                "corrected": None,
            },
            "trend": trend, "wrong_found": 11, "expected_left": 99.4, "per_hour": 120.0,
            "precision": {
                "stated": 0.9, "found": [0.7, 0.5, 0.85], "n": 20, "sentence": "Too much.",
                "bins": [],
            },
            "per_minute": 2.0, "seconds": 6.0,
            "stop": {
                "advice": "stop", "sentence": "You can stop: it changes little.",
                "gain": 0.001, "hours": 1, "errors": 120.0,
            },
            "agreement": {
                "pairs": 9, "same": [0.8, 0.4, 0.97], "same_doubt": [0.9, 0.5, 0.99],
                "alpha": [0.6, 0.1, 0.9],
            },
            "gold": {"n": 8, "accuracy": [0.9, 0.5, 1.0], "doubt_accuracy": [0.9, 0.5, 1.0]},
            "reviewers": [
                {
                    "name": name, "reviewed": 20, "wrong": 5, "skipped": 1, "seconds": 6.2,
                    "agree": 0.8, "compared": 9, "gold_accuracy": None, "gold": 0,
                }
                for name in ("ann", HOSTILE)
            ],
            "by_class": [
                {"name": name, "n": 1000, "reviewed": i % 5, "wrong": 0, "expected_left": 1.0,
                 "share": None}
                for i, name in enumerate(self.names)
            ],
            "protected": 0,
        }  # fmt: skip

    def instructions(self):
        return "# Classes\n"

    def card(self, key, by):
        return self.row(int(key.rpartition("-")[2]))

    def queue(self, by, order, where, after, limit):
        self.asked.append(("queue", where))
        return {"items": [], "next": None, "left": 0}

    def bulk_preview(self, by, where, verdict, new=None):
        self.asked.append(("preview", where, verdict, new))
        n = len(where.get("keys", ())) or self.n
        return {
            "n": n, "decided": 0, "protected": 0, "sample": [self.row(1)], "token": "t",
            "where": where,
        }  # fmt: skip

    def bulk(self, by, event, token):
        self.asked.append(("bulk", token))
        self.sequence += 1
        return {"saved": 3, "batch": "b"}

    def close(self):
        pass


@pytest.fixture
def vast():
    """Return the class of vast reviews."""
    return Vast


@pytest.fixture
def look(serve, tab):
    """Serve a review and open a page of it: `look(review, "explore")`; waits until it stands."""

    def open_page(review, where, **options):
        served = serve(review)
        page = tab(served.url, **options)
        return turn(page, served, where)

    def turn(page, served, where):
        page.served = served
        page.goto(f"{served.origin}/#/{where}")
        page.wait_for_selector(f".page.{where.split('/')[0].split('?')[0]} h1", state="attached")
        return page

    open_page.turn = turn
    return open_page


@pytest.fixture
def until():
    """Wait for something to be so: `until(page, "location.hash === ''")`.

    A browser lets nobody poll for an expression in a page whose policy forbids `eval`.
    """

    def wait(page, expression, seconds=10):
        end = time.monotonic() + seconds
        while not page.evaluate(expression):
            assert time.monotonic() < end, f"never so: {expression}"
            page.wait_for_timeout(40)

    return wait


@pytest.fixture
def stands(until):
    """Wait until a page shows what it is about, not that it waits for it, and nothing moves."""
    there = """!document.querySelector('main .wait')
      && document.querySelector('main').innerText.trim().length > 50"""

    def wait(page):
        until(page, there)
        page.evaluate(
            "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
        )

    return wait
