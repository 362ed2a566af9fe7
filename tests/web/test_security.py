"""Who is kept out, and what nobody can make the server do."""

import json
import os
import re
import socket
import stat

import pytest

pytest.importorskip("fastapi")

JSON = {"content-type": "application/json"}
DECIDE = {"decisions": [{"event": "1", "key": "a", "verdict": "drop"}]}
#: Every route, and one that isn't there.
GETS = [
    "/", "/static/app.js", "/favicon.ico", "/api/info", "/api/queue", "/api/card/a",
    "/api/image/a", "/api/board", "/api/table", "/api/confusion", "/api/points", "/api/classes",
    "/api/class/cat", "/api/explain/a", "/api/history", "/api/disagreements",
    "/api/instructions.md", "/api/export/none", "/api/nothing", "/nothing",
]  # fmt: skip
POSTS = [
    "/api/decide", "/api/undo", "/api/bulk/preview", "/api/bulk", "/api/name", "/api/queue",
    "/api/table", "/api/confusion", "/api/points", "/api/nothing",
]  # fmt: skip


@pytest.fixture(scope="module")
def standing(serve_all, pretend):
    """Serve one review to all tests here: to start a server takes longer than to ask it."""
    review = pretend()
    served = serve_all(review)
    served.review = review
    return served


@pytest.fixture
def review(standing):
    """Return the review, of which nothing was asked yet."""
    standing.review.asked.clear()
    standing.review.saved.clear()
    return standing.review


@pytest.fixture
def served(standing, review):
    """Return the server, and a client whose headers and cookies are as they were."""
    client = standing.client
    headers, cookies = client.headers.copy(), dict(client.cookies)
    yield standing
    client.headers = headers
    client.cookies.clear()
    client.cookies.update(cookies)


@pytest.fixture
def client(served):
    return served.client


@pytest.fixture
def stranger(served):
    """A client without the cookie."""
    import httpx2

    with httpx2.Client(base_url=served.origin) as client:
        yield client


def refused(answer, *status):
    """Say whether an answer is a refusal in the form that all have, and what its rule is."""
    assert answer.status_code in status
    assert set(answer.json()["error"]) == {"who", "rule", "got", "where", "fix"}
    return answer.json()["error"]["rule"]


def spoken(origin, text):
    """What the server says to bytes that no decent client would send."""
    port = int(origin.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=20) as line:
        line.sendall(text if isinstance(text, bytes) else text.encode("latin-1"))
        said = b""
        while chunk := line.recv(65536):
            said += chunk
            if b"\r\n\r\n" in said:
                break
    return said


class TestWithoutTheToken:
    @pytest.mark.parametrize("path", GETS)
    def test_nothing_is_told(self, stranger, review, path):
        answer = stranger.get(path)
        assert answer.status_code == 401
        assert "set-cookie" not in answer.headers
        assert review.asked == []

    @pytest.mark.parametrize("path", POSTS)
    def test_nothing_is_done(self, served, stranger, review, path):
        headers = {"origin": served.origin, "x-assay": "review"}
        assert refused(stranger.post(path, json=DECIDE, headers=headers), 401)
        assert review.asked == []
        assert review.saved == {}

    @pytest.mark.parametrize(
        "token", ["", "x", "%00", "a" * 43, "né", "%F0%9F%98%80", "a&token=b", "../../token"]
    )
    def test_a_wrong_one_does_not_let_in(self, stranger, token):
        answer = stranger.get(f"/?token={token}")
        assert answer.status_code == 401
        assert "set-cookie" not in answer.headers

    def test_one_that_is_nearly_right_does_not_let_in(self, served, stranger):
        token = served.key.token
        other = "A" if token[-1] != "A" else "B"
        for wrong in (token[:-1], token + "a", token[:-1] + other, token.swapcase()):
            assert stranger.get(f"/?token={wrong}").status_code == 401

    def test_it_stands_in_the_root_only(self, served, stranger):
        assert stranger.get(f"/api/info?token={served.key.token}").status_code == 401

    @pytest.mark.parametrize("worth", ["", "x", '"', "a=b; c", "é"])
    def test_a_wrong_cookie_does_not_let_in(self, served, stranger, worth):
        cookie = f"{served.key.cookie}={worth}".encode("latin-1")
        answer = stranger.get("/api/info", headers={"cookie": cookie})
        assert answer.status_code == 401

    def test_a_browser_is_not_asked_for_a_name_and_password(self, stranger):
        assert "www-authenticate" not in stranger.get("/").headers


class TestTheToken:
    def test_it_becomes_a_cookie_that_scripts_and_other_sites_cannot_use(self, served, stranger):
        answer = stranger.get(served.url)
        assert (answer.status_code, answer.headers["location"]) == (303, "/")
        parts = {part.strip().lower() for part in answer.headers["set-cookie"].split(";")}
        assert {"httponly", "samesite=strict", "path=/"} <= parts
        assert not [part for part in parts if part.startswith("domain")]
        assert stranger.get("/api/info").status_code == 200

    def test_who_follows_a_link_on_another_site_is_let_in_too(self, served, stranger):
        visit = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}
        answer = stranger.get(served.url, headers=visit)
        assert answer.status_code == 200
        assert "url=/" in answer.text
        assert served.key.token not in answer.text
        assert "set-cookie" in answer.headers

    def test_it_is_kept_for_its_owner_only(self, tmp_path):
        from assay.web.key import kept

        old = os.umask(0)
        try:
            key = kept(tmp_path / "review")
        finally:
            os.umask(old)
        path = tmp_path / "review" / "token"
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert kept(tmp_path / "review").token == key.token
        assert len(key.token) == 43

    @pytest.mark.parametrize("broken", ["", "short", "a" * 44, "!" * 43, "é" * 43])
    def test_one_that_was_tampered_with_is_made_anew(self, tmp_path, broken):
        from assay.web.key import FORM, kept

        path = tmp_path / "token"
        path.write_text(broken, "utf-8")
        path.chmod(0o600)
        token = kept(tmp_path).token
        assert FORM.fullmatch(token)
        assert token != broken

    @pytest.mark.skipif(os.name == "nt", reason="files have no modes there")
    def test_one_that_others_could_read_is_made_anew(self, tmp_path):
        from assay.web.key import kept

        before = kept(tmp_path).token
        (tmp_path / "token").chmod(0o644)
        assert kept(tmp_path).token != before

    def test_two_reviews_have_two(self, tmp_path):
        from assay.web.key import kept

        one, two = kept(tmp_path / "a"), kept(tmp_path / "b")
        assert one.token != two.token
        assert one.cookie != two.cookie

    def test_a_ticket_lets_in_once(self, served, stranger):
        ticket = served.key.ticket()
        assert stranger.get(f"/?token={ticket}").status_code == 303
        assert served.key.token in stranger.headers.get("cookie", "") + str(stranger.cookies)
        stranger.cookies.clear()
        assert stranger.get(f"/?token={ticket}").status_code == 401

    def test_a_ticket_does_not_wait_for_ever(self, served, monkeypatch):
        import assay.web.key

        ticket = served.key.ticket()
        later = assay.web.key.time.monotonic() + assay.web.key.WAIT + 1
        monkeypatch.setattr(assay.web.key.time, "monotonic", lambda: later)
        assert not served.key.admits(ticket)


class TestForeignPages:
    HOSTS = [
        "evil.example", "evil.example:80", "127.0.0.1.evil.example", "localhost.evil.example",
        "127.0.0.1@evil.example", "evil.example#127.0.0.1", "127.0.0.2", "0.0.0.0", "[::2]",
        "localhost, evil.example", "evil.example/localhost", "", "[", "localhost\\@evil.example",
    ]  # fmt: skip

    @pytest.mark.parametrize("host", HOSTS)
    def test_a_foreign_host_is_refused_whatever_it_knows(self, served, client, review, host):
        assert client.get("/api/info", headers={"host": host}).status_code == 400
        entering = client.get(f"/?token={served.key.token}", headers={"host": host})
        assert entering.status_code == 400
        assert "set-cookie" not in entering.headers
        there = {"host": host, "origin": f"http://{host}"}
        assert client.post("/api/decide", json=DECIDE, headers=there).status_code == 400
        assert review.saved == {}

    @pytest.mark.parametrize("host", ["localhost:{}", "127.0.0.1:{}", "[::1]:{}", "localhost:8080"])
    def test_names_of_this_machine_are_none(self, served, client, host):
        host = host.format(served.origin.rpartition(":")[2])
        assert client.get("/api/info", headers={"host": host}).status_code == 200

    def test_two_hosts_are_refused(self, served):
        text = "GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n"
        assert spoken(served.origin, text).startswith(b"HTTP/1.1 400")

    @pytest.mark.parametrize(
        "origin",
        ["http://evil.example", "null", "", "https://{}", "http://localhost:1", "http://{}.evil"],
    )
    def test_a_foreign_origin_changes_nothing(self, served, client, review, origin):
        origin = origin.format(served.origin.removeprefix("http://"))
        answer = client.post("/api/decide", json=DECIDE, headers={"origin": origin})
        assert "Origin" in refused(answer, 403)
        assert review.saved == {}

    def test_no_origin_changes_nothing(self, served, client, review):
        del client.headers["origin"]
        assert refused(client.post("/api/decide", json=DECIDE), 403)
        assert review.saved == {}

    @pytest.mark.parametrize("site", ["cross-site", "same-site"])
    @pytest.mark.parametrize("path", GETS[1:])
    def test_other_sites_do_not_even_read(self, client, review, site, path):
        headers = {"sec-fetch-site": site, "sec-fetch-mode": "no-cors"}
        assert client.get(path, headers=headers).status_code == 403
        assert review.asked == []

    @pytest.mark.parametrize(
        "headers",
        [
            {"x-assay": ""},
            {"x-assay": "no"},
            {"content-type": "text/plain"},
            {"content-type": "application/x-www-form-urlencoded"},
            {"content-type": "multipart/form-data; boundary=x"},
            {"content-type": ""},
            {"content-type": "text/plain; application/json"},
        ],
    )
    @pytest.mark.parametrize("path", POSTS)
    def test_what_a_form_can_send_changes_nothing(self, client, review, headers, path):
        body = json.dumps(DECIDE)
        answer = client.post(path, content=body, headers={**JSON, **headers})
        assert refused(answer, 403, 415)
        assert review.asked == []

    def test_nobody_is_told_that_others_may_ask(self, client):
        answer = client.options(
            "/api/decide",
            headers={"origin": "http://evil.example", "access-control-request-method": "POST"},
        )
        assert answer.status_code in {403, 405}
        for name in answer.headers:
            assert not name.lower().startswith("access-control")

    def test_no_socket_is_opened(self, served):
        text = (
            f"GET /api/info HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n"
            f"Cookie: {served.key.cookie}={served.key.token}\r\nUpgrade: websocket\r\n"
            "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        )
        assert b" 101 " not in spoken(served.origin, text).split(b"\r\n")[0]


class TestHeaders:
    @pytest.mark.parametrize("path", GETS)
    def test_every_answer_has_them(self, client, stranger, path):
        for answer in (client.get(path), stranger.get(path)):
            headers = answer.headers
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["x-frame-options"] == "DENY"
            assert headers["referrer-policy"] == "no-referrer"
            assert headers["cross-origin-resource-policy"] == "same-origin"
            assert headers["cross-origin-opener-policy"] == "same-origin"
            policy = headers["content-security-policy"]
            assert policy.startswith("default-src 'none'")
            assert "unsafe" not in policy
            assert "*" not in policy
            assert "http:" not in policy
            assert "server" not in headers
            if path not in {"/", "/static/app.js", "/api/image/a"}:
                cached = headers.get("cache-control", "no-store")
                assert re.search(r"no-(store|cache)", cached)

    def test_data_in_an_answer_are_never_a_page(self, serve, pretend):
        bad = "</script><script>alert(1)</script>\r\nset-cookie: a=b"
        client = serve(pretend([bad], {bad: bad})).client
        answer = client.get("/api/queue")
        assert answer.headers["content-type"] == "application/json"
        assert answer.json()["items"][0]["content"]["text"] == bad
        assert "set-cookie" not in answer.headers

    @pytest.mark.parametrize("kind", ["image/svg+xml", "text/html", "image/png\r\nx: y", ""])
    def test_what_can_hold_a_script_is_no_picture(self, serve, pretend, kind):
        client = serve(pretend(texts={"type": kind})).client
        answer = client.get("/api/image/a")
        assert refused(answer, 404)

    @pytest.mark.parametrize("bad", ["a%0d%0aset-cookie:%20x=y", "%0d%0a%0d%0a<script>"])
    @pytest.mark.parametrize(
        "path",
        ["/{}", "/api/card/{}", "/api/class/{}", "/api/export/{}", "/static/{}", "/?token={}"],
    )
    def test_an_address_cannot_write_headers(self, client, path, bad):
        answer = client.get(path.format(bad), follow_redirects=False)
        assert "set-cookie" not in answer.headers
        assert answer.headers["x-content-type-options"] == "nosniff"


class TestPaths:
    TRIES = [
        "../app.py", "..%2fapp.py", "%2e%2e/app.py", "%2e%2e%2fapp.py", "..%5capp.py",
        "....//app.py", "/etc/passwd", "%2fetc%2fpasswd", "../../../../../../etc/passwd",
        "%252e%252e%252fapp.py", "app.js%00.css", "app.js/", "./app.js", "", ".", "..",
        "__pycache__", "index.html/../app.js", "file:///etc/passwd", "C:\\windows\\win.ini",
    ]  # fmt: skip

    @pytest.mark.parametrize("name", TRIES)
    def test_only_names_of_files_of_the_page_are_served(self, served, name):
        # By hand, since a client would tidy up the path.
        text = (
            f"GET /static/{name} HTTP/1.1\r\nHost: localhost\r\n"
            f"Cookie: {served.key.cookie}={served.key.token}\r\nConnection: close\r\n\r\n"
        )
        said = spoken(served.origin, text)
        assert said.split(b" ")[1] in {b"404", b"400"}
        assert b"root:" not in said

    @pytest.mark.parametrize("form", ["../csv", "..%2f..%2ftmp%2fx", "%00", "a" * 999])
    def test_only_names_of_formats_are_exported(self, client, form):
        pytest.importorskip("assay.exchange")
        assert client.get(f"/api/export/{form}").status_code == 404


class TestBodies:
    def test_one_of_a_megabyte_is_read_and_more_is_not(self, client, review):
        note = "x" * ((1 << 20) - 200)
        body = json.dumps(
            {"decisions": [{"event": "1", "key": "a", "verdict": "drop", "why": note}]}
        )
        assert len(body) < 1 << 20
        assert "10000" in refused(client.post("/api/decide", content=body, headers=JSON), 422)
        body = body + " " * 300
        assert len(body) > 1 << 20
        assert refused(client.post("/api/decide", content=body, headers=JSON), 413)
        assert review.saved == {}

    def test_one_that_does_not_say_how_long_it_is_is_cut_off(self, served, client, review):
        def chunks():
            for _ in range(20):
                yield b" " * (1 << 16)

        answer = client.post("/api/decide", content=chunks(), headers=JSON)
        assert refused(answer, 413)
        assert client.get("/api/info").status_code == 200

    def test_who_may_not_send_it_hears_so_however_long_it_is(self, served, stranger, review):
        body = b" " * (4 << 20)
        assert refused(stranger.post("/api/decide", content=body, headers=JSON), 401)
        answer = served.client.post("/api/decide", content=body, headers={"origin": "null", **JSON})
        assert refused(answer, 403)

    @pytest.mark.parametrize("size", ["99999999999999999999", "-1", "abc", "1e3", "5, 6"])
    def test_a_length_that_is_none_is_refused(self, served, size):
        text = (
            f"POST /api/undo HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\n"
            f"Cookie: {served.key.cookie}={served.key.token}\r\nX-Assay: review\r\n"
            f"Content-Type: application/json\r\nContent-Length: {size}\r\n\r\n{{}}"
        )
        assert spoken(served.origin, text).split(b" ")[1] in {b"400", b"413"}

    @pytest.mark.parametrize(
        "body",
        [
            b"", b"{", b"[]", b"null", b'"decisions"', b"\xff\xfe", b"[" * 100_000, b"{}",
            b'{"decisions": 1}', b'{"decisions": []}', b'{"decisions": [1]}',
            b'{"decisions": [{}]}',
            b'{"decisions": [{"event": "1", "key": "a", "verdict": "no"}]}',
            b'{"decisions": [{"event": "1", "key": "a", "verdict": "drop", "by": "eve"}]}',
            b'{"decisions": [{"event": "1", "key": "a", "verdict": "drop", "seconds": NaN}]}',
            b'{"decisions": [{"event": "1", "key": "a", "verdict": "drop", "seconds": -1}]}',
            b'{"decisions": [{"event": "1", "key": "a", "verdict": "relabel", "new": Infinity}]}',
            b'{"decisions": [{"event": "1", "key": "a", "verdict": "relabel", "new": {"a": 1}}]}',
            b'{"decisions": [{"event": 1, "key": "a", "verdict": "drop"}]}',
            b'{"decisions": [{"event": "", "key": "a", "verdict": "drop"}]}',
            b'{"decisions": [{"event": "1", "key": "\\ud800", "verdict": "drop"}]}',
            b'{"decisions": [{"event": "1", "key": "a", "verdict": "undo"}]}',
            b'{"decisions": [], "more": 1}',
        ],
    )  # fmt: skip
    def test_one_of_another_shape_is_refused_in_words(self, client, review, body):
        assert refused(client.post("/api/decide", content=body, headers=JSON), 400, 422)
        assert review.saved == {}
        assert review.asked == []

    def test_too_many_decisions_at_once_are_refused(self, client, review):
        many = [{"event": str(n), "key": "a", "verdict": "drop"} for n in range(1001)]
        answer = client.post("/api/decide", json={"decisions": many})
        assert refused(answer, 422)
        assert review.saved == {}

    @pytest.mark.parametrize(
        "query",
        ["limit=0", "limit=101", "limit=x", "limit=1e1", "cluster=-1", "state=shut", "more=1",
         "by=eve", "order=" + "x" * 41, "verdict=undo", "text=" + "x" * 1001, "keys="],
    )  # fmt: skip
    def test_a_question_of_another_shape_is_refused_in_words(self, client, review, query):
        assert refused(client.get(f"/api/queue?{query}"), 422)
        assert review.asked == []


class TestMethods:
    @pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND"])
    @pytest.mark.parametrize("path", ["/", "/api/info", "/api/decide", "/static/app.js"])
    def test_others_are_not_allowed(self, client, review, method, path):
        answer = client.request(method, path, json={})
        assert refused(answer, 405)
        assert review.asked == []

    @pytest.mark.parametrize("path", POSTS[:5])
    def test_what_changes_something_is_not_got(self, client, review, path):
        assert refused(client.get(path), 405)
        assert review.asked == []

    def test_an_upgrade_to_another_protocol_is_not_followed(self, served):
        said = spoken(served.origin, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
        assert said.split(b" ")[1] == b"400"

    def test_what_is_no_request_is_refused(self, served, client):
        for text in (b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n", b"GET\r\n\r\n", b"\r\n\r\n\x00" * 9):
            said = spoken(served.origin, text + b"x" * 9 + b"\r\n\r\n")
            assert said.split(b" ")[1] == b"400"
        assert client.get("/api/info").status_code == 200


def test_it_listens_on_this_machine_only(served):
    from assay.web.key import Key
    from assay.web.serve import listen

    with listen(0, Key("x")) as sock:
        assert sock.getsockname()[0] == "127.0.0.1"
