"""The command line: one file a verb.

A command is named here and imported when it is called, so that `assay --help` loads none.
"""

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cyclopts import App

#: What each command is for, as `assay --help` says it. `explain` is `assay.cli.explain:explain`.
COMMANDS = {
    "audit": "Find out how good the labels of a data set are, and write a report.",
    "truth": "Infer the truth from the votes of many sources, and say what each is worth.",
    "review": "Look at the items of an audit in a browser, and decide what is wrong.",
    "compare": "Tell what a repair is worth: train on both versions, score on one test set.",
    "apply": "Carry decisions out: write the data repaired, and what turns it back.",
    "diff": "Make a patch of two files: what was relabelled, and which rows went.",
    "revert": "Turn a file that was repaired back into what it was.",
    "merge": "Merge patches item by item; where they differ, nothing is guessed.",
    "learn": "Learn from labels as they are: noisy, partial, few, from many sources.",
    "card": "Write a data set's card: label facts, declared against found, Croissant, datasheet.",
    "check": "Gate on the quality of labels: exit with 0 (pass), 1 (fail) or 3 (can't be told).",
    "demo": "Audit real data with errors planted in it, to see what assay finds.",
    "methods": "List what there is, or tell about one method.",
    "explain": "Tell what a finding means, why it is bad and how to mend it.",
    "bench": "Measure assay against papers and other libraries.",
}
ABOUT = """Find out how good labels are, and repair the ones that matter.

Begin with: assay demo
Then:       assay audit tickets.csv --label topic
Or:         assay truth votes.csv --item task --source worker --label answer

Every command takes --help, and --debug to show where an error is from."""


def main(words: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code.

    Parameters
    ----------
    words
        The command and its arguments; by default those of the process.

    Returns
    -------
    int
        0 done or passed, 1 gate failed, 2 wrong input or usage, 3 can't be told, 130
        interrupted, 141 nobody reads the output any more.
    """
    from assay.cli.ending import explain_failure

    words, debug = split_debug(sys.argv[1:] if words is None else words)
    try:
        code = build(words[:1])(
            words, exit_on_error=False, print_error=False, result_action="return_value"
        )
        sys.stdout.flush()
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Python flushes standard output once more at exit; let that go nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except Exception as error:
        return explain_failure(error, debug=debug)
    return int(code or 0)


def build(called: Sequence[str] = ()) -> "App":
    """Return the application; commands are imported when they are called.

    Parameters
    ----------
    called
        Commands that say themselves what they are for, at length.
    """
    from cyclopts import App, Parameter

    from assay import __version__

    app = App(
        "assay",
        help=ABOUT,
        help_format="plaintext",
        version=__version__,
        default_parameter=Parameter(negative=(), show_default=default_shown),
        suppress_keyboard_interrupt=False,
    )
    for name, purpose in COMMANDS.items():
        told = None if name in called else purpose
        app.command(f"assay.cli.{name}:{name}", name=name, help=told)
    app.register_install_completion_command(help="Let your shell complete commands and options.")
    return app


def default_shown(value: object) -> str | None:
    """Return how a default is shown; None for those that go without saying."""
    return None if value in (None, False, (), 0) else str(value)


def split_debug(words: Sequence[str]) -> tuple[list[str], bool]:
    """Take `--debug` out of the words, wherever it stands before a `--`.

    >>> split_debug(["audit", "--debug", "x.csv"])
    (['audit', 'x.csv'], True)
    """
    end = list(words).index("--") if "--" in words else len(words)
    kept = [word for word in words[:end] if word != "--debug"]
    return [*kept, *words[end:]], len(kept) < end
