"""Pages that tell a task from start to end: every block runs, and prints what is shown."""

import doctest
import re
import shlex
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from assay.cli import main

HOW = Path(__file__).parents[2] / "docs" / "how"
#: The page, and the pages whose first block makes the files that it begins with.
TOLD = {
    "tickets": (), "gate": ("tickets",), "votes": (), "judges": (), "images": (),
    "candidates": (),
}  # fmt: skip
#: What a page can't be followed without.
WANTED = {"images": "PIL", "votes": "vaderSentiment"}
SAME = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


def parts(page):
    """Return the blocks of a page that run or show what was printed."""
    text = (HOW / f"{page}.md").read_text("utf-8")
    return re.findall(r"^```(python|console|text)\n(.*?)^```$", text, re.M | re.S)


def steps(block):
    """Return the commands of a block, and what is shown below each."""
    lines = re.split(r"^\$ ", block, flags=re.M)
    assert not lines[0], "a block begins with a command"
    return [one.partition("\n")[::2] for one in lines[1:]]


def typed(line, code):
    """Run what somebody types; return its exit code."""
    if line == "echo $?":
        sys.stdout.write(f"{code}\n")
        return 0
    if line.startswith("assay "):
        return main(shlex.split(line, comments=True)[1:])
    done = subprocess.run(line, shell=True, capture_output=True, text=True)
    sys.stdout.write(done.stdout)
    return done.returncode


def shown(want, got, line):
    """Fail where something else was printed than the page shows."""
    if want and not doctest.OutputChecker().check_output(want, got, SAME):
        pytest.fail(f"{line}\nthe page shows:\n{want}\nprinted:\n{got}")


@pytest.mark.parametrize("page", TOLD)
def test_a_task_goes_as_it_is_told(page, tmp_path, monkeypatch, capsys):
    if page in WANTED and not find_spec(WANTED[page]):
        pytest.skip(f"{WANTED[page]} is not installed")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    names = {}
    for other in TOLD[page]:
        exec(compile(parts(other)[0][1], other, "exec"), names)
    printed, code = "", 0
    for language, text in parts(page):
        if language == "python":
            exec(compile(text, f"{page}.md", "exec"), names)
            printed = capsys.readouterr().out
        elif language == "text":
            shown(text, printed, "printed by the block before")
        else:
            for line, want in steps(text):
                code = typed(line, code)
                told = capsys.readouterr()
                shown(want, told.out + told.err, line)
                assert code != 2, told.err
