"""A review in memory that a test makes as it likes: many classes, tags, numbers, rows, trouble."""

import itertools
from threading import Event, Lock

import pytest

from assay.errors import DataError, UnknownName

WORDS = (
    "The parcel has not arrived after {n} days and nobody answers; where is my courier?",
    "لم يصل الطرد بعد {n} أيام، أين الساعي؟ 😀👩‍🚀",
    "I was charged {n} times for the premium plan. " * 40,
    "חבילה מספר {n} לא הגיעה (order #A-17)",
    "ok {n}",
)


def png(shade):
    """Return a picture of one colour, whose tone tells items apart."""
    import struct
    import zlib

    def chunk(name, body):
        check = zlib.crc32(name + body)
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", check)

    line = b"\0" + bytes((shade * 37 % 256, shade * 91 % 256, 140)) * 32
    head = struct.pack(">IIBBBBB", 32, 32, 8, 2, 0, 0, 0)
    body = zlib.compress(line * 32)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


class Made:
    """Items made by number; decisions live in memory and a test may look at them."""

    def __init__(
        self,
        n=120,
        kind="texts",
        truth="one_of",
        classes=("billing", "delivery", "login"),
        columns=6,
    ):
        self.n, self.kind, self.truth, self.columns = n, kind, truth, columns
        self.classes = list(classes)
        self.keys = [f"item {i}" if i % 7 else f"item/{i}?#%" for i in range(n)]
        self.rows = {key: row for row, key in enumerate(self.keys)}
        self.ledger, self.events, self.taken, self.batches = [], {}, set(), {}
        self.refuses = set()
        #: Cleared, the server stands still; set, it answers.
        self.answers = Event()
        self.answers.set()
        self.fails = 0
        self.lock = Lock()

    # what a test asks

    def standing(self):
        """Return the decision that stands for each item that has one."""
        with self.lock:
            return {d["key"]: d for d in self.ledger if d["id"] not in self.taken}

    def pause(self):
        """Wait while the test wants so, and fail as often as it wants."""
        self.answers.wait(30)
        if self.fails > 0:
            self.fails -= 1
            raise RuntimeError("made to fail")

    # what the app asks

    @property
    def sequence(self):
        return len(self.ledger) + len(self.taken)

    def info(self):
        return {
            "name": "made", "kind": self.kind, "noun": "item", "truth": self.truth,
            "field": "label", "digest": f"{self.kind}{self.truth}{self.n}", "n_items": self.n,
            "classes": self.classes, "splits": ["train", "test"], "test_splits": ["test"],
            "findings": [
                {"code": code, "severity": "warning", "message": message, "n_items": n}
                for code, message, n in (
                    ("flagged", "Labels that look wrong", self.n),
                    ("near-duplicates", "Items that are nearly the same", 20),
                )
            ],
            "clusters": 4,
            "orders": [
                {"name": "likely", "title": "Most likely wrong first", "explain": "Fastest."},
                {"name": "order", "title": "As in the data", "explain": "Row by row."},
            ],
            "map": False, "votes": True, "reviewers": ["ann", "bob"], "double": 0.1,
            "verdicts": [
                "relabel", "confirm", "ambiguous", "several", "out-of-scope", "drop", "skip",
            ],
            "cells": [f"column {c}" for c in range(self.columns)],
        }  # fmt: skip

    def given(self, row):
        if self.truth == "number":
            return round(row * 1.5, 2)
        name = self.classes[row % len(self.classes)]
        return (
            [name, self.classes[(row + 2) % len(self.classes)]] if self.truth == "any_of" else name
        )

    def suggested(self, row):
        if self.truth == "number":
            return round(row * 1.5 + 10, 2)
        if row % 10 == 9:
            return self.given(row)
        name = self.classes[(row + 1) % len(self.classes)]
        return (
            [name, self.classes[(row + 2) % len(self.classes)]] if self.truth == "any_of" else name
        )

    def content(self, row):
        if self.kind == "images":
            return {"kind": "image", "image": f"/api/image/{row}"}
        if self.kind == "table":
            return {
                "kind": "row",
                "cells": {f"column {c}": row * c / 7 for c in range(self.columns)},
            }
        return {"kind": "text", "text": WORDS[row % len(WORDS)].format(n=row)}

    def other(self, row):
        return {
            "key": self.keys[row % self.n],
            "label": self.given(row % self.n),
            "distance": 0.1 + row % 5,
            "content": self.content(row % self.n),
        }

    def card(self, key, by):
        if key not in self.rows:
            raise UnknownName.of("item", key, self.keys[:3], "review")
        row = self.rows[key]
        at = self.classes.index(self.given(row)) if self.truth in ("one_of", "ordered") else row
        others = []
        if row < 2:
            others = [
                {"by": "bob", "verdict": "confirm", "new": None, "why": "it says so"},
                {"by": "cid", "verdict": "relabel", "new": self.suggested(row), "why": ""},
            ]
        own = self.standing().get(key)
        return {
            "key": key, "row": row, "given": self.given(row), "suggested": self.suggested(row),
            "p_wrong": max(0.02, 0.97 - row / self.n), "score": 0.5,
            "reason": (
                "The classifier gives its label a probability of 3 %, and 8 of its 10 neighbours "
                "are in another class."
            ),
            "split": "test" if row % 4 == 3 else "train",
            "findings": ["flagged", "near-duplicates"] if row % 6 == 3 else ["flagged"],
            "cluster": row % 4, "content": self.content(row),
            "votes": [
                {"source": source, "kind": "annotator", "label": self.given(row + i)}
                for i, source in enumerate(("ann", "bob", "cid"))
            ],
            "neighbours": [self.other(row + i) for i in range(1, 9)],
            "examples": {
                "given": [self.other(row + 3 * i) for i in range(1, 4)],
                "suggested": [self.other(row + 1 + 3 * i) for i in range(1, 4)],
            },
            "decision": own and {k: own.get(k) for k in ("verdict", "new", "why", "id")},
            "others": others,
            "alternatives": [] if self.truth == "number" else [
                {"label": self.classes[(at + i) % len(self.classes)], "p": p}
                for i, p in zip((1, 0, 2), (0.6, 0.25, 0.1), strict=True)
            ],
        }  # fmt: skip

    def chosen(self, where):
        where = where or {}
        for row, key in enumerate(self.keys):
            if "class" in where and where["class"] not in (
                self.given(row),
                *([] if isinstance(self.given(row), (str, float)) else self.given(row)),
            ):
                continue
            if where.get("suggested", self.suggested(row)) != self.suggested(row):
                continue
            if where.get("text") and where["text"] not in self.content(row).get("text", ""):
                continue
            if where.get("split", "test" if row % 4 == 3 else "train") != (
                "test" if row % 4 == 3 else "train"
            ):
                continue
            if where.get("finding") == "near-duplicates" and row % 6 != 3:
                continue
            if "cluster" in where and int(where["cluster"]) != row % 4:
                continue
            if where.get("keys") and key not in where["keys"]:
                continue
            if where.get("state") == "disagreed" and row >= 2:
                continue
            yield key

    def queue(self, by, order="likely", where=None, after=None, limit=20):
        self.pause()
        decided = self.standing()
        want_decided = (where or {}).get("state") == "decided"
        keys = [k for k in self.chosen(where) if (k in decided) == want_decided]
        rest = [k for k in keys if after is None or self.rows[k] > int(after)]
        page = list(itertools.islice(rest, limit))
        more = len(rest) > limit
        return {
            "items": [self.card(k, by) for k in page],
            "next": str(self.rows[page[-1]]) if more else None,
            "left": len(keys),
        }

    def image(self, key, side):
        return png(int(key)), "image/png"

    def decide(self, by, decisions):
        self.pause()
        saved, refused = [], []
        with self.lock:
            for one in decisions:
                if one["key"] in self.refuses:
                    refused.append(
                        {
                            "event": one["event"],
                            "key": one["key"],
                            "error": {"rule": "this item is settled"},
                        }
                    )
                    continue
                if one["event"] not in self.events:
                    kept = {**one, "id": f"d{len(self.ledger)}", "by": by}
                    self.ledger.append(kept)
                    self.events[one["event"]] = kept
                kept = self.events[one["event"]]
                saved.append({"event": one["event"], "id": kept["id"], "seq": 1, "key": one["key"]})
        return {"saved": saved, "refused": refused}

    def undo(self, by, of=None, event=""):
        self.pause()
        standing = [d for d in self.ledger if d["id"] not in self.taken]
        ids = (
            [d["id"] for d in standing if of in (d["id"], d.get("batch"))]
            if of
            else [d["id"] for d in standing[-1:]]
        )
        self.taken.update(ids)
        return {"undone": [{"id": d["id"], "key": d["key"]} for d in standing if d["id"] in ids]}

    def bulk_preview(self, by, where, verdict, new=None):
        decided = self.standing()
        keys = list(self.chosen(where))
        left = [k for k in keys if k not in decided]
        token = f"t{len(self.batches)}"
        self.batches[token] = (left, verdict, new)
        return {
            "n": len(left), "decided": len(keys) - len(left), "token": token,
            "protected": sum(self.rows[k] % 4 == 3 for k in left),
            "sample": [self.card(k, by) for k in left[:6]],
        }  # fmt: skip

    def bulk(self, by, event, token):
        if token not in self.batches:
            raise DataError("review", "the preview must be of now", got=token, fix="Look again.")
        keys, verdict, new = self.batches[token]
        for key in keys:
            to = self.suggested(self.rows[key]) if new == "suggested" else new
            self.decide(
                by,
                [
                    {
                        "event": f"{event}{key}",
                        "key": key,
                        "verdict": verdict,
                        "new": to,
                        "batch": f"b{event}",
                    }
                ],
            )
        return {"saved": len(keys), "batch": f"b{event}"}

    def explain(self, key):
        terms = [
            {
                "name": f"column {c}",
                "value": self.rows[key] * c / 7,
                "contribution": (-1) ** c * (2.5 - c / 3),
            }
            for c in range(self.columns)
        ]
        return {"prediction": self.suggested(self.rows[key]), "intercept": 0.1, "terms": terms[:12]}

    def disagreements(self):
        return {"items": [self.card(k, "") for k in self.keys[:2]]}

    def board(self, by):
        return {"reviewed": len(self.standing())}

    def close(self):
        self.answers.set()


@pytest.fixture
def made(serve):
    """Make a review and serve it: `made(n=50, kind="images")`; `.review` is the review."""
    ones = []

    def start(**how):
        review = Made(**how)
        ones.append(review)
        served = serve(review)
        served.review = review
        return served

    yield start
    for one in ones:
        one.close()


@pytest.fixture
def at(tab):
    """Open a page of a server and wait for its first card: `at(served, "#/queue")`."""

    def start(served, hash="#/queue", **options):  # noqa: A002
        page = tab(served.url, **options)
        page.goto(f"{served.origin}/{hash}")
        page.wait_for_selector("article.item")
        return page

    return start
