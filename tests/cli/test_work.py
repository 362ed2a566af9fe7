"""What is said while work goes on."""

import io
import sys

from assay.cli.work import STEPS, progress


class Terminal(io.StringIO):
    """Standard error that somebody looks at."""

    def isatty(self):
        return True


def shown(monkeypatch, *, quiet=False):
    """Return what somebody who looks on sees of two steps."""
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stderr", Terminal())
    with progress(quiet=quiet) as say:
        say("predictions")
        say("a step of somebody's own")
    return sys.stderr.getvalue()


def test_people_see_every_step(monkeypatch):
    told = shown(monkeypatch)
    assert STEPS["predictions"][:20] in told
    assert "a step of somebody's own" in told


def test_quiet_shows_nothing(monkeypatch):
    assert shown(monkeypatch, quiet=True) == ""


def test_pipes_get_nothing(capsys):
    with progress() as say:
        say("predictions")
    assert capsys.readouterr() == ("", "")
