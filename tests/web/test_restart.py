"""The command: how it starts, ends, is killed, and goes on."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import ExitStack

import pytest

pytest.importorskip("fastapi")
httpx = pytest.importorskip("httpx2")


class Running:
    """`assay review` as a process, and the client of one reviewer's browser."""

    def __init__(self, folder, home, *words):
        environment = {**os.environ, "XDG_CACHE_HOME": str(home / "cache"), "BROWSER": "false"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "assay", "review", str(folder), "--no-browser", *words],
            cwd=home, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.url = self.process.stdout.readline().strip()
        self.origin, _, self.token = self.url.partition("/?token=")
        self.port = int(self.origin.rpartition(":")[2]) if self.origin else 0

    def end(self, how):
        """Send a signal; return the exit code, and what was said."""
        self.process.send_signal(how)
        out, err = self.process.communicate(timeout=60)
        return self.process.returncode, out + err


@pytest.fixture
def start(tmp_path):
    """Start the command on a folder of an audit, and make an end of it after the test."""
    running = []

    def begin(folder, *words):
        running.append(Running(folder, tmp_path, *words))
        assert running[-1].token, running[-1].process.communicate()
        return running[-1]

    yield begin
    for one in running:
        if one.process.poll() is None:
            one.process.kill()
        one.process.communicate()


@pytest.fixture
def browser_of():
    """Return a client with the headers of the page, of a server that runs."""
    with ExitStack() as clients:

        def make(running, *, let_in=True):
            headers = {"origin": running.origin, "x-assay": "review"}
            client = httpx.Client(base_url=running.origin, headers=headers, timeout=30)
            clients.enter_context(client)
            if let_in:
                assert client.get(running.url).status_code == 303
            return client

        yield make


def decision(key, event):
    return {"event": event, "key": key, "verdict": "confirm", "seconds": 1.5}


def keys_of(client, n):
    """Names of the next items, in the order of the data."""
    answer = client.get("/api/queue", params={"limit": n, "order": "order"})
    return [card["key"] for card in answer.json()["items"]]


def test_it_is_ended_by_ctrl_c_in_words_and_goes_on_where_it_was(
    start, browser_of, fresh, text_audit
):
    folder = fresh(text_audit)
    first = start(folder)
    client = browser_of(first)
    key = keys_of(client, 1)[0]
    assert client.post("/api/decide", json={"decisions": [decision(key, "1")]}).json()["saved"]
    code, said = first.end(signal.SIGINT)
    assert code == 0
    assert "ledger.sqlite" in said
    assert "Traceback" not in said
    assert "ERROR" not in said
    again = start(folder)
    # The same port, token and cookie: a page that stayed open goes on.
    assert again.url == first.url
    assert client.get(f"/api/card/{key}").json()["decision"]["verdict"] == "confirm"
    assert key not in keys_of(client, 50)
    code, said = again.end(signal.SIGTERM)
    assert code == 0
    assert "Ended" in said


def test_killed_while_reviewers_decide_it_loses_nothing_that_it_acknowledged(
    start, browser_of, fresh, text_audit
):
    folder = fresh(text_audit)
    running, acknowledged, sent = start(folder, "--port", str(free())), {}, set()
    keys = keys_of(browser_of(running), 60)

    def review(client, name, stop):
        client.post("/api/name", json={"name": name})
        for turn, key in enumerate(keys * 40):
            event = f"{name}-{turn}"
            sent.add((name, event))
            try:
                answer = client.post("/api/decide", json={"decisions": [decision(key, event)]})
            except httpx.TransportError:
                return
            acknowledged.update({(name, s["event"]): s["seq"] for s in answer.json()["saved"]})
            if stop.is_set():
                return

    for turn in range(2):
        stop = threading.Event()
        names = [f"reviewer {turn} {n}" for n in range(3)]
        threads = [
            threading.Thread(target=review, args=(browser_of(running), name, stop))
            for name in names
        ]
        for thread in threads:
            thread.start()
        before = len(acknowledged)
        deadline = time.monotonic() + 60
        while len(acknowledged) < before + 30 * (turn + 1) and time.monotonic() < deadline:
            time.sleep(0.001)
        code, _ = running.end(signal.SIGKILL)
        stop.set()
        for thread in threads:
            thread.join()
        assert code == -signal.SIGKILL
        running = start(folder, "--port", str(running.port))
    history = browser_of(running).get("/api/history").json()
    kept = {(one["by"], one["event"]): one["seq"] for one in history}
    assert len(acknowledged) >= 90
    assert acknowledged.items() <= kept.items()
    assert set(kept) <= sent
    assert len(history) == len(kept)


def test_sent_again_after_a_crash_a_decision_counts_once(start, browser_of, fresh, text_audit):
    folder = fresh(text_audit)
    first = start(folder)
    client = browser_of(first)
    body = {"decisions": [decision(key, f"e-{key}") for key in keys_of(client, 5)]}
    before = client.post("/api/decide", json=body).json()["saved"]
    first.end(signal.SIGKILL)
    start(folder)
    after = client.post("/api/decide", json=body).json()["saved"]
    assert [(one["id"], one["seq"]) for one in before] == [(s["id"], s["seq"]) for s in after]
    assert len(client.get("/api/history").json()) == 5


def free():
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


class TestWhatItSays:
    """One line, and exit code 2, where it can't start."""

    @pytest.fixture
    def said(self, capsys, monkeypatch, tmp_path):
        from assay.cli import main

        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))

        def run(*words, code=2):
            assert main(["review", *map(str, words)]) == code
            told = capsys.readouterr()
            assert code == 0 or told.out == ""
            lines = (told.err if code else told.out).strip()
            assert "Traceback" not in lines
            return re.sub(r"\s+", " ", lines)

        return run

    def test_where_the_folder_is_no_audit(self, said, tmp_path):
        (tmp_path / "empty").mkdir()
        assert "assay audit" in said(tmp_path / "empty", "--no-browser")
        assert "no such folder" in said(tmp_path / "nowhere", "--no-browser")
        assert not (tmp_path / "empty" / "review").exists()

    def test_where_the_port_is_taken(self, said, fresh, text_audit):
        with socket.socket() as other:
            other.bind(("127.0.0.1", 0))
            other.listen()
            port = other.getsockname()[1]
            told = said(fresh(text_audit), "--no-browser", "--port", port)
        assert f"port {port} must be free" in told
        assert "--port" in told

    def test_where_the_data_are_others(self, said, fresh, text_audit, tmp_path):
        lines = (text_audit.parent / "tickets.csv").read_text("utf-8").splitlines()
        changed = tmp_path / "changed.csv"
        changed.write_text("\n".join([lines[0], *lines[5:]]) + "\n", "utf-8")
        told = said(fresh(text_audit), "--no-browser", "--data", changed)
        assert re.search(r"audit", told)
        assert re.search(r"same|digest|other", told)

    def test_where_the_data_are_gone(self, said, fresh, text_audit, tmp_path):
        assert "--data" in said(fresh(text_audit), "--no-browser", "--data", tmp_path / "gone.csv")

    @pytest.mark.parametrize("missing", ["fastapi", "uvicorn"])
    def test_where_the_extra_is_missing(self, said, fresh, text_audit, monkeypatch, missing):
        monkeypatch.setitem(sys.modules, missing, None)
        told = said(fresh(text_audit), "--no-browser")
        assert missing in told
        assert "pip install 'assay[web]'" in told

    @pytest.mark.parametrize("words", [["--export", "csv"], ["--out", "x.csv"]])
    def test_where_half_of_a_setting_is_missing(self, said, fresh, text_audit, words):
        assert "--export and --out" in said(fresh(text_audit), *words)

    @pytest.mark.parametrize("words", [["--port", "0"], ["--port", "70000"], ["--double", "2"]])
    def test_where_a_setting_is_out_of_range(self, said, tmp_path, words):
        assert words[0] in said(tmp_path, *words)

    def test_where_the_folder_cannot_be_written(self, said, fresh, text_audit):
        folder = fresh(text_audit)
        (folder / "review" / "token").mkdir()
        assert "written" in said(folder, "--no-browser")


class TestExchange:
    @pytest.fixture
    def command(self, monkeypatch, tmp_path):
        from assay.cli import main

        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
        monkeypatch.setitem(sys.modules, "fastapi", None)  # it is not wanted for this
        return lambda *words: main(["review", *map(str, words)])

    def test_what_is_exported_and_filled_in_comes_back(
        self, command, fresh, text_audit, tmp_path, capsys
    ):
        import csv

        folder, out = fresh(text_audit), tmp_path / "labels.csv"
        assert command(folder, "--export", "csv", "--out", out) == 0
        assert "180" in capsys.readouterr().out
        with out.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        assert len(rows) == 180
        assert command(folder, "--import", out, "--name", "bea") == 0
        assert "0 decisions" in capsys.readouterr().out
        assert command(folder, "--export", "patch", "--out", tmp_path / "p.jsonl") == 0
        assert (tmp_path / "p.jsonl").read_text("utf-8").startswith('{"assay-patch"')


@pytest.fixture
def shown(monkeypatch):
    """Collect the addresses that a browser is asked to open."""
    import webbrowser

    addresses, seen = [], threading.Event()
    monkeypatch.setattr(webbrowser, "open", lambda url: (addresses.append(url), seen.set()))
    return addresses, seen


def test_a_browser_is_shown_an_address_that_lets_in_once(
    fresh, text_audit, shown, monkeypatch, tmp_path, capsys
):
    import assay.web.serve
    from assay.cli import main

    class Server:
        def __init__(self, key):
            self.key = key

        def run(self, sockets):
            assert shown[1].wait(30)
            (url,) = shown[0]
            token = url.partition("?token=")[2]
            assert token != self.key.token
            assert self.key.admits(token)
            assert not self.key.admits(token)
            raise KeyboardInterrupt

    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(assay.web.serve, "server", lambda _, key, __: Server(key))
    assert main(["review", str(fresh(text_audit))]) == 0
    assert "?token=" in capsys.readouterr().out
