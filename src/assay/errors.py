"""Everything assay raises on purpose.

AssayError
├── DataError (ValueError)        the data break a rule
│   └── ReadError                 a file can't be read as what its name says
├── SettingError (ValueError)     a setting is outside its range
├── NeedsError                    a method needs a part the data set has not
├── UnknownName (KeyError)        no method, finding or class of that name
├── ExtraError (ImportError)      an optional library is not installed
├── TrainingError (ArithmeticError)  training broke off; what it had reached is kept
└── OutputError                   the result can't be written where it should go

Each says who found it, which rule was broken, what was got, where, and how to mend it. The
command line prints the message and ends with `exit_code`.
"""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any, ClassVar, Self


class AssayError(Exception):
    """Root of all errors assay raises on purpose.

    Parameters
    ----------
    who
        What found it: a method, a reader, a command.
    rule
        What should hold, as a sentence without its stop.
    got
        What was there instead.
    where
        File, row, column, class: the place.
    fix
        How to mend it, as a sentence.
    """

    exit_code: ClassVar[int] = 2

    def __init__(
        self, who: str, rule: str, *, got: str = "", where: str = "", fix: str = ""
    ) -> None:
        self.who, self.rule, self.got, self.where, self.fix = who, rule, got, where, fix
        text = f"{who}: {rule}"
        text += f"; got {got}" if got else ""
        text += f" ({where})" if where else ""
        super().__init__(f"{text}." + (f" {fix}" if fix else ""))

    def __str__(self) -> str:
        return str(self.args[0])

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.who, self.rule, self.got, self.where, self.fix)


def _rebuild(kind: type[AssayError], who: str, rule: str, *rest: str) -> AssayError:
    error = kind.__new__(kind)
    AssayError.__init__(error, who, rule, got=rest[0], where=rest[1], fix=rest[2])
    return error


class DataError(AssayError, ValueError):
    """The data break a rule."""


class ReadError(DataError):
    """A file can't be read as what its name says."""


class SettingError(AssayError, ValueError):
    """A setting is outside its range."""


class NeedsError(AssayError):
    """A method needs a part of the data set that is not there and can't be made."""


class UnknownName(AssayError, KeyError):  # noqa: N818 - reads better than UnknownNameError
    """There is nothing of that name."""

    @classmethod
    def of(cls, kind: str, name: str, known: Iterable[str], who: str = "assay") -> Self:
        """Build from what was asked for and what there is, with a suggestion."""
        names = list(known)
        near = get_close_matches(name, names, n=1)
        fix = f"Did you mean {near[0]!r}?" if near else f"There are: {', '.join(names)}."
        return cls(who, f"there is no {kind} {name!r}", fix=fix)


class ExtraError(AssayError, ImportError):
    """An optional library is not installed."""

    @classmethod
    def of(cls, who: str, library: str, extra: str) -> Self:
        """Build from the library that is missing and the extra that brings it."""
        rule = f"{library} must be installed"
        return cls(who, rule, fix=f"Run: pip install 'assay[{extra}]'.")


class TrainingError(AssayError, ArithmeticError):
    """Training broke off; `model` is what it had reached while all was well."""

    model: Any = None


class OutputError(AssayError):
    """The result can't be written where it should go."""
