"""Whatever is asked, the answer is no mistake of the server's."""

import json
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

pytest.importorskip("fastapi")

JSON = {"content-type": "application/json"}
GETS = (
    "info", "queue", "card/{}", "image/{}", "board", "table", "confusion", "points", "classes",
    "class/{}", "explain/{}", "history", "disagreements", "instructions.md", "formats",
    "export/{}",
)  # fmt: skip
POSTS = (
    "decide", "undo", "bulk/preview", "bulk", "name", "queue", "table", "confusion", "points",
)  # fmt: skip
FIELDS = (
    "class", "suggested", "split", "finding", "cluster", "text", "state", "verdict", "reviewer",
    "source", "keys", "order", "sort", "after", "limit", "side", "key", "where", "new", "of",
    "event", "token", "name", "decisions", "why", "settles", "seconds",
)  # fmt: skip

odd = some.sampled_from(
    ["", "0", "-1", "1e999", "NaN", "null", "true", "[]", "{}", "\x00", "%", "'", '"', "\\",
     "../..", "' OR 1=1 --", "\u202e", "😀", "\r\nx: y", "likely", "mixed", "estimate", "order",
     "open", "disagreed", "double", "decided", "relabel", "confirm", "drop", "flagged", "p_wrong",
     "billing", "ticket-1", "train", "csv", "doccano", "2", "9" * 20, "x" * 5000]
)  # fmt: skip
words = odd | some.text(max_size=20)
plain = some.none() | some.booleans() | some.integers() | some.floats() | words
#: Mostly right, so that requests get as far as the ledger.
events = some.uuids().map(str) | some.uuids().map(str) | words
keys = some.sampled_from([f"ticket-{n}" for n in range(9)]) | odd
verdicts = some.sampled_from(["confirm", "drop", "skip", "ambiguous", "relabel"]) | odd
values = some.recursive(
    plain,
    lambda inner: (
        some.lists(inner, max_size=4)
        | some.dictionaries(some.sampled_from(FIELDS) | words, inner, max_size=4)
    ),
    max_leaves=8,
)
#: Bodies that are nearly right reach further than those of any shape.
where = some.dictionaries(some.sampled_from(FIELDS[:11]), words | some.lists(words, max_size=3))
judged = some.fixed_dictionaries(
    {"event": events, "key": keys, "verdict": verdicts},
    optional={"new": values, "why": words, "seconds": some.floats(), "settles": some.booleans()},
)
shaped = {
    "decide": some.fixed_dictionaries({"decisions": some.lists(judged, min_size=1, max_size=3)}),
    "undo": some.fixed_dictionaries({}, optional={"of": words, "event": words}),
    "bulk/preview": some.fixed_dictionaries(
        {"where": where, "verdict": verdicts}, optional={"new": plain}
    ),
    "bulk": some.fixed_dictionaries({"event": words, "token": words}),
    "name": some.fixed_dictionaries({"name": words}),
}
asked_of_many = some.fixed_dictionaries({"where": where}, optional={"limit": plain, "after": words})
requests = some.sampled_from(POSTS).flatmap(
    lambda path: some.tuples(some.just(path), shaped.get(path, asked_of_many) | values)
)


@pytest.fixture
def client(opened, text_audit):
    return opened(text_audit).client


def sound(answer):
    """Check that an answer is one of the kinds that there are."""
    assert answer.status_code < 500, answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"
    if answer.status_code >= 400:
        error = answer.json()["error"]
        assert set(error) == {"who", "rule", "got", "where", "fix"}
        assert error["rule"]
        assert len(answer.content) < 20_000


def test_no_question_breaks_it(client):
    @settings(
        max_examples=80, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
    )
    @given(
        some.sampled_from(GETS),
        words,
        some.lists(some.tuples(some.sampled_from(FIELDS) | words, words), max_size=4),
    )
    def asked(path, name, query):
        name = quote(name, safe="")
        asked = "&".join(f"{quote(k, safe='')}={quote(v, safe='')}" for k, v in query)
        sound(client.get(f"/api/{path.format(name)}?{asked}"))

    asked()


def test_nothing_that_is_sent_breaks_it(client):
    @settings(
        max_examples=120, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
    )
    @given(requests)
    def sent(request):
        path, body = request
        sound(client.post(f"/api/{path}", content=json.dumps(body), headers=JSON))

    sent()
    answer = client.get("/api/queue")
    assert answer.status_code == 200
    assert client.get("/api/history").json(), "nothing got as far as the ledger"
    assert client.get("/api/board").status_code == 200


def test_bytes_that_are_no_json_do_not_break_it(client):
    @settings(
        max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
    )
    @given(some.sampled_from(POSTS), some.binary(max_size=200))
    def sent(path, body):
        sound(client.post(f"/api/{path}", content=body, headers=JSON))

    sent()
