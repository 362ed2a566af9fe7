"""How a command ends when it fails: one line that says what, one that says how to mend it."""

import re
import sys
import traceback

from assay.errors import AssayError

#: Exit code of wrong input, wrong usage and of our own mistakes: 1 is a gate that failed.
WRONG = 2
#: Controls, ends of lines, and what can't be encoded.
STEERING = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
REPORT = "Run it again with --debug, and report what that prints with the version of assay."


def explain_failure(error: Exception, *, debug: bool = False) -> int:
    """Print what went wrong and how to mend it; return the exit code."""
    from cyclopts import CycloptsError

    if debug:
        traceback.print_exception(error, file=sys.stderr)
    match error:
        case AssayError():
            write_error(what(error), error.fix)
            return error.exit_code
        case CycloptsError():
            write_error(str(error), "Add --help to see what the command takes.")
        case MemoryError():
            write_error("there is not enough memory", "Give a part of the items, or more memory.")
        case _:
            detail = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
            write_error(f"this is a mistake in assay, not in your data ({detail})", REPORT)
    return WRONG


def what(error: AssayError) -> str:
    """Return the message without the part that says how to mend it."""
    return str(error).removesuffix(error.fix).rstrip()


def write_error(rule: str, fix: str) -> None:
    """Write one or two lines to standard error."""
    from rich.console import Console
    from rich.text import Text

    console = Console(stderr=True, highlight=False, soft_wrap=True)
    console.print(Text("error: ", "bold red"), Text(printable(rule)), sep="")
    if fix:
        console.print(Text("  fix: ", "bold green"), Text(printable(fix)), sep="")


def printable(text: str) -> str:
    r"""Return one line of text in which nothing steers the terminal.

    >>> printable("red \x1b[31m\n")
    'red \\x1b[31m\\n'
    """
    return STEERING.sub(lambda found: repr(found[0])[1:-1], text)
