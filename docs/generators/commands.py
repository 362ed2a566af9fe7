"""The command line, from its own help."""

import os
import subprocess
import sys
from pathlib import Path

from assay.cli import COMMANDS

EXITS = """| code | meaning |
|---|---|
| 0 | done, or the gate passed |
| 1 | the gate failed, or a goal of a benchmark was missed |
| 2 | wrong input or usage |
| 3 | it can't be told |"""


def pages(docs: Path) -> dict[str, str]:
    """Return the page."""
    del docs
    blocks = ["# Command line", EXITS, fenced(help_of())]
    for name in COMMANDS:
        blocks += [f"## assay {name}", fenced(help_of(name))]
    return {"cli.md": "\n\n".join(blocks)}


def help_of(*words: str) -> str:
    """Return what a command says of itself, in 80 columns."""
    plain = {"COLUMNS": "80", "NO_COLOR": "1", "TERM": "dumb", "PYTHONIOENCODING": "utf-8"}
    environment = {k: v for k, v in os.environ.items() if k != "FORCE_COLOR"} | plain
    command = [sys.executable, "-m", "assay", *words, "--help"]
    done = subprocess.run(command, env=environment, capture_output=True, check=True)
    return done.stdout.decode("utf-8")


def fenced(text: str) -> str:
    """Return text as a block of code without spaces at the ends of lines."""
    return "\n".join(["```text", *(line.rstrip() for line in text.strip().splitlines()), "```"])
