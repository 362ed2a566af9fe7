"""What the server answers to those who may ask."""

import gzip
import json
import re
import threading
import time
from urllib.parse import quote

import numpy as np
import pytest

pytest.importorskip("fastapi")

WHERE = {"class": "cat", "split": "test", "cluster": 3, "text": "né", "state": "open"}
ODD = [
    "a/b/../c",
    "50%",
    "%2e%2e",
    "?x=1&y#z",
    " ",
    "né 😀 مرحبا",
    "+",
    "a\\b",
    "/abs",
    "a\nb",
    "..x",
]


@pytest.fixture
def review(pretend):
    return pretend()


@pytest.fixture
def client(serve, review):
    return serve(review).client


def error_of(answer):
    """The one error an answer tells of, in the form that all have."""
    error = answer.json()["error"]
    assert set(error) == {"who", "rule", "got", "where", "fix"}
    assert error["rule"]
    return error


def test_info_tells_who_asks(client):
    assert client.get("/api/info").json() == {
        "name": "pretend", "classes": ["cat", "dog"], "n_items": 3, "by": "ann",
    }  # fmt: skip


@pytest.mark.parametrize("name", ["Bea", "  José 😀 ", "שרה", 'a;b="c",d=e%41'])
def test_a_browser_can_be_given_a_name(client, review, name):
    assert client.post("/api/name", json={"name": name}).json() == {"by": name.strip()}
    assert client.get("/api/info").json()["by"] == name.strip()
    client.get("/api/queue")
    assert review.asked[-1][1] == name.strip()


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "a\r\nset-cookie: x=y", "\u202ex", "x" * 81, 7])
def test_a_name_that_cannot_be_shown_in_a_line_is_refused(client, name):
    answer = client.post("/api/name", json={"name": name})
    assert answer.status_code == 422
    assert "name" in error_of(answer)["where"]
    assert client.get("/api/info").json()["by"] == "ann"


def test_a_queue_is_asked_for_as_it_was_said(client, review):
    answer = client.get("/api/queue", params={**WHERE, "order": "model", "limit": 2, "after": "a"})
    assert [card["key"] for card in answer.json()["items"]] == ["b", "c"]
    assert review.asked == [("queue", "ann", "model", WHERE, "a", 2)]
    client.get("/api/queue")
    assert review.asked[-1] == ("queue", "ann", "likely", {}, None, 20)


@pytest.mark.parametrize("name", ["queue", "table", "points", "confusion"])
def test_many_items_can_be_asked_about_in_a_body(client, review, name):
    where = {"keys": [f"item {n}" for n in range(2000)], "suggested": ""}
    sent = client.post(f"/api/{name}", json={"where": where})
    asked = client.get(f"/api/{name}", params=where)
    assert sent.status_code == asked.status_code == 200
    assert sent.json() == asked.json()
    assert review.asked[0] == review.asked[1]
    assert where in review.asked[0]


@pytest.mark.parametrize(
    ("method", "path", "body", "call"),
    [
        ("GET", "/api/table?sort=row&limit=7&after=x", None, ("table", {}, "row", "x", 7)),
        ("GET", "/api/confusion?class=cat", None, ("confusion", {"class": "cat"})),
        ("GET", "/api/points?limit=9", None, ("points", {}, 9)),
        ("GET", "/api/classes", None, ("classes",)),
        ("GET", "/api/class/a%2Fb", None, ("class_page", "a/b")),
        ("GET", "/api/explain/a", None, ("explain", "a")),
        ("GET", "/api/history?key=a", None, ("history", "a")),
        ("GET", "/api/history", None, ("history", None)),
        ("GET", "/api/disagreements", None, ("disagreements",)),
        ("POST", "/api/undo", {}, ("undo", "ann", None, "")),
        ("POST", "/api/undo", {"of": "id", "event": "e"}, ("undo", "ann", "id", "e")),
        (
            "POST", "/api/bulk/preview", {"where": {"cluster": 1}, "verdict": "drop"},
            ("bulk_preview", "ann", {"cluster": 1}, "drop", "suggested"),
        ),
        ("POST", "/api/bulk", {"event": "e", "token": "t"}, ("bulk", "ann", "e", "t")),
    ],
)  # fmt: skip
def test_every_route_asks_the_review(client, review, method, path, body, call):
    answer = client.request(method, path, json=body)
    assert answer.status_code == 200
    assert review.asked == [call]
    assert answer.json() == {"answer": call[0]}
    assert answer.headers["content-type"] == "application/json"


def test_instructions_are_a_file_to_save(client):
    answer = client.get("/api/instructions.md")
    assert answer.text == "# Classes"
    assert answer.headers["content-type"].startswith("text/markdown")
    assert answer.headers["content-disposition"].startswith("attachment")


def test_decisions_are_handed_on_as_they_came(client, review):
    one = {"event": "1", "key": "a", "verdict": "relabel", "new": "dog", "why": "née", "seconds": 2}
    two = {"event": "2", "key": "b", "verdict": "several", "new": ["cat", "dog"]}
    three = {"event": "3", "key": "c", "verdict": "relabel", "new": 2.5, "settles": True}
    answer = client.post("/api/decide", json={"decisions": [one, two, three]})
    assert [saved["event"] for saved in answer.json()["saved"]] == ["1", "2", "3"]
    assert review.asked == [("decide", "ann", [one, two, three])]


@pytest.mark.parametrize("key", ODD)
def test_odd_keys_come_through(serve, pretend, key):
    client = serve(pretend([key])).client
    answer = client.get(f"/api/card/{quote(key, safe='')}")
    assert answer.status_code == 200
    assert answer.json()["key"] == key
    assert client.get(f"/api/image/{quote(key, safe='')}?side=64").content == b"picture"


def test_an_unknown_item_is_not_found(client):
    answer = client.get("/api/card/zebra")
    assert answer.status_code == 404
    assert "zebra" in error_of(answer)["rule"]


def test_the_board_is_made_again_only_after_a_decision(client, review):
    first = client.get("/api/board")
    tag = {"if-none-match": first.headers["etag"]}
    again = client.get("/api/board", headers=tag)
    assert (again.status_code, again.content, review.made) == (304, b"", 1)
    client.post("/api/decide", json={"decisions": [{"event": "1", "key": "a", "verdict": "drop"}]})
    last = client.get("/api/board", headers=tag)
    assert (last.status_code, last.json()["reviewed"], review.made) == (200, 1, 2)


def test_a_board_of_another_reviewer_is_another(client):
    tag = client.get("/api/board").headers["etag"]
    client.post("/api/name", json={"name": "bob"})
    answer = client.get("/api/board", headers={"if-none-match": tag})
    assert answer.json()["by"] == "bob"


def test_whatever_a_review_answers_can_be_written(serve, pretend):
    class Odd(pretend):
        def board(self, by):
            return {"value": np.float64(0.5), "n": np.int64(3), "none": float("nan")}

        def card(self, key, by):
            return {"text": "half a character: \ud83d"}

    client = serve(Odd()).client
    assert client.get("/api/board").json() == {"value": 0.5, "n": 3, "none": None}
    assert client.get("/api/card/a").json() == {"text": "half a character: \ud83d"}


def test_long_answers_are_packed(serve, pretend):
    keys = [f"item-{n:04}" for n in range(100)]
    client = serve(pretend(keys)).client
    with client.stream("GET", "/api/queue?limit=100") as answer:
        raw = b"".join(answer.iter_raw())
    assert answer.headers["content-encoding"] == "gzip"
    assert [card["key"] for card in json.loads(gzip.decompress(raw))["items"]] == keys
    plain = client.get("/api/queue?limit=100", headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert len(raw) < len(plain.content) / 5


def test_long_work_holds_nobody_up(serve, pretend):
    class Slow(pretend):
        def board(self, by):
            started.set()
            done.wait(20)
            return {}

    started, done = threading.Event(), threading.Event()
    client = serve(Slow()).client
    waiting = threading.Thread(target=lambda: client.get("/api/board"))
    waiting.start()
    assert started.wait(20)
    begin = time.perf_counter()
    assert client.get("/api/info").status_code == 200
    assert time.perf_counter() - begin < 5
    assert waiting.is_alive()
    done.set()
    waiting.join()


def test_every_file_of_the_page_is_served_as_what_it_is(client):
    from assay.web.pages import TYPES, pages

    assert {"index.html", "app.js", "style.css"} <= set(pages())
    for name, file in pages().items():
        answer = client.get(f"/static/{name}")
        assert answer.content == file.body
        assert answer.headers["content-type"] == TYPES["." + name.rpartition(".")[2]]
        known = client.get(f"/static/{name}", headers={"if-none-match": answer.headers["etag"]})
        assert known.status_code == 304
    assert client.get("/").content == pages()["index.html"].body


def test_what_the_page_names_is_there():
    from assay.web.pages import pages

    names = set(pages())
    for name, file in pages().items():
        text = file.body.decode()
        named = re.findall(r'(?:src|href)="/static/([^"]+)"', text) if ".html" in name else []
        named += re.findall(r'(?:from|import\() ?"\./([^"]+)"', text)
        assert set(named) <= names, name


def test_a_mistake_of_the_server_is_told_without_its_entrails(serve, pretend, capfd):
    class Broken(pretend):
        def board(self, by):
            raise RuntimeError("secret of the house")

    client = serve(Broken()).client
    answer = client.get("/api/board")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert error_of(answer)["fix"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    for _ in range(20):
        assert client.get("/api/board").status_code == 500
        assert client.get("/api/info").status_code == 200
    assert "secret of the house" in capfd.readouterr().err


def test_the_icon_that_browsers_ask_for_is_no_error(client):
    assert client.get("/favicon.ico").status_code == 204


@pytest.mark.parametrize("name", ["docs", "redoc", "openapi.json", "docs/oauth2-redirect"])
def test_no_page_describes_the_routes(client, name):
    assert client.get(f"/{name}").status_code == 404
