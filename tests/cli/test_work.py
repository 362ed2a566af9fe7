"""What is said while work goes on."""

import io
import sys

import pytest

from assay.cli.work import STEPS, progress


class Terminal(io.StringIO):
    """Standard error that somebody looks at."""

    def isatty(self):
        return True


@pytest.fixture
def terminal(monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stderr", Terminal())
    return sys.stderr


def test_people_see_every_step(terminal):
    with progress() as say:
        say("predictions")
        say("a step of somebody's own")
    told = terminal.getvalue()
    assert STEPS["predictions"][:20] in told
    assert "a step of somebody's own" in told


def test_quiet_shows_nothing(terminal):
    with progress(quiet=True) as say:
        say("predictions")
    assert terminal.getvalue() == ""


def test_pipes_get_nothing(capsys):
    with progress() as say:
        say("predictions")
    assert capsys.readouterr() == ("", "")
