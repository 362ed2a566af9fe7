"""How a command ends."""

import subprocess
import sys

import pytest

from assay.cli import COMMANDS, ending, main
from assay.errors import DataError, ReadError


def failing(monkeypatch, error):
    """Let `assay methods` raise this."""

    def fail(*_, **__):
        raise error

    monkeypatch.setattr("assay.registry.methods", fail)


@pytest.mark.parametrize("words", [[], ["--help"], ["-h"]])
def test_help_names_every_command(words, capsys):
    assert main(words) == 0
    told = capsys.readouterr()
    assert all(name in told.out for name in COMMANDS)
    assert "--debug" in told.out
    assert not told.err


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_its_words(name, capsys):
    assert main([name, "--help"]) == 0
    told = capsys.readouterr().out
    assert f"assay {name}" in told
    assert "[default: ()]" not in told


@pytest.mark.parametrize("name", ["audit", "check"])
def test_inputs_are_told_with_what_they_mean(name, capsys):
    main([name, "--help"])
    told = " ".join(capsys.readouterr().out.split())
    for option in ("--label", "--text", "--id", "--split", "--group", "--time", "--drop"):
        assert option in told
    assert "Column that holds the label" in told


def test_version(capsys):
    from assay import __version__

    assert main(["--version"]) == 0
    assert capsys.readouterr().out.strip() == __version__


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        (["adit"], 'Unknown command "adit". Did you mean "audit"?'),
        (["audit", "x.csv", "--lable", "y"], "Unknown option: --lable. Did you mean --label?"),
        (["audit"], "requires an argument"),
        (["audit", "x.csv", "--workers", "0"], "--workers"),
        (["audit", "x.csv", "--workers", "many"], "--workers"),
        (["audit", "x.csv", "--seed", "-1"], "--seed"),
        (["check", "x.csv", "--format", "xml"], "--format"),
        (["check", "x.csv", "--max-error-rate", "3"], "--max-error-rate"),
        (["methods", "--stage"], "--stage"),
        (["demo", "--noise", "0.9"], "--noise"),
    ],
)
def test_wrong_usage(words, rule, capsys):
    assert main(words) == 2
    told = capsys.readouterr()
    assert told.err.startswith("error: ")
    assert rule in told.err
    assert "fix: Add --help" in told.err
    assert "Traceback" not in told.err
    assert not told.out


def test_an_error_of_ours_is_two_lines(monkeypatch, capsys):
    fix = "Give another."
    failing(monkeypatch, DataError("read", "rows must fit", got="3", where="a.csv", fix=fix))
    assert main(["methods"]) == 2
    told = capsys.readouterr().err.splitlines()
    assert told == ["error: read: rows must fit; got 3 (a.csv).", "  fix: Give another."]


def test_an_error_without_a_fix_is_one_line(monkeypatch, capsys):
    failing(monkeypatch, ReadError("read", "rows must fit"))
    assert main(["methods"]) == 2
    assert capsys.readouterr().err == "error: read: rows must fit.\n"


def test_data_can_not_steer_the_terminal(monkeypatch, capsys):
    failing(monkeypatch, DataError("read", "no", got="\x1b[31mred\n[bold]x[/] \ud800", fix="\x07"))
    assert main(["methods"]) == 2
    told = capsys.readouterr().err
    assert "\x1b" not in told
    assert "\x07" not in told
    assert len(told.splitlines()) == 2
    assert r"\x1b[31mred\n[bold]x[/]" in told


def test_long_messages_are_not_broken(monkeypatch, capsys):
    failing(monkeypatch, DataError("read", "word " * 100))
    main(["methods"])
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_a_mistake_of_ours_says_how_to_report_it(monkeypatch, capsys):
    failing(monkeypatch, ZeroDivisionError("by nought"))
    assert main(["methods"]) == 2
    told = capsys.readouterr().err
    assert "ZeroDivisionError: by nought" in told
    assert "--debug" in told
    assert "Traceback" not in told


@pytest.mark.parametrize("words", [["--debug", "methods"], ["methods", "--debug"]])
def test_debug_shows_where(monkeypatch, capsys, words):
    failing(monkeypatch, ZeroDivisionError("by nought"))
    assert main(words) == 2
    told = capsys.readouterr().err
    assert "Traceback" in told
    assert "in fail" in told


def test_too_little_memory(monkeypatch, capsys):
    failing(monkeypatch, MemoryError())
    assert main(["methods"]) == 2
    assert "not enough memory" in capsys.readouterr().err


def test_interrupt_is_quiet(monkeypatch, capsys):
    failing(monkeypatch, KeyboardInterrupt())
    assert main(["methods"]) == 130
    assert not capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "safe"), [("plain ü", "plain ü"), ("a\r\nb", r"a\r\nb"), ("\x9b1m", r"\x9b1m")]
)
def test_printable(text, safe):
    assert ending.printable(text) == safe


def test_a_reader_that_leaves_is_no_error():
    """`assay methods | head -0`, with a pipe that is closed before anything is written."""
    code = (
        "import os, sys\n"
        "read, write = os.pipe(); os.close(read); os.dup2(write, 1)\n"
        "from assay.cli import main\n"
        "sys.exit(main(['methods', '--json']))"
    )
    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=False
    )
    assert told.returncode == 141
    assert not told.stderr


def test_python_m_assay():
    told = subprocess.run(
        [sys.executable, "-m", "assay", "adit"],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert told.returncode == 2
    assert told.stderr.startswith("error: ")
