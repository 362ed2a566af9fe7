"""Measurements in another process: `python -m assay.bench.child`, which answers until it is left.

Seeds that run side by side are measured by a process each, one after another, so that libraries are
loaded once. Times of all contenders of a row are taken in one fresh process, by turns; the memory
of each is measured in a process of its own, so that peaks don't mix.
"""

import os
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO, Self, cast

import msgspec
from msgspec import Struct

from assay.bench.measure import memory, quality, times
from assay.bench.outcome import Told
from assay.bench.suite import Row
from assay.errors import AssayError, NeedsError

#: glibc gives large blocks back to the system as soon as they are freed, so that what one call
#: leaves behind doesn't hide what the next one takes.
FRUGAL = {"MALLOC_MMAP_THRESHOLD_": "131072", "MALLOC_TRIM_THRESHOLD_": "131072"}

#: Files of a request and of its answer, in a folder of their own.
ASK, SAID = "request.json", "answer.json"


class MeasurementError(AssayError):
    """A process that measures ended without an answer."""


class Request(Struct, frozen=True):
    """What to measure: quality with a seed, times of all, or the memory of one (its index)."""

    row: Row
    root: str | None = None
    contender: int | None = None
    seed: int | None = None


class Answer(Struct, frozen=True):
    """What was measured, or what was missing."""

    told: list[Told] = []
    memory: list[float] = []
    missing: str = ""


class Child:
    """A process that measures what it is asked, started when it is first asked.

    Parameters
    ----------
    frugal
        It gives memory back to the system as soon as it is freed.
    """

    def __init__(self, *, frugal: bool = False) -> None:
        self._environ = {**os.environ, **(FRUGAL if frugal else {})}
        self._line: Line | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._line is not None:
            self._line.end()

    def ask(self, request: Request) -> Answer:
        """Return what it measures; one that ended without an answer is started anew when asked."""
        if self._line is not None and self._line.process.poll() is not None:
            # It ended after its last answer, which is no fault of this request.
            self._line.end()
            self._line = None
        line = self._line = self._line or Line.to_new(self._environ)
        with TemporaryDirectory(prefix="assay-bench-") as folder:
            ask, said = Path(folder) / ASK, Path(folder) / SAID
            ask.write_bytes(msgspec.json.encode(request))
            line.ask(folder)
            # A line when it is done, or nothing where it ended.
            if not line.done.readline() or not said.exists():
                self._line = None
                rule, got = "a measurement must end", line.end()
                raise MeasurementError("bench", rule, got=got, where=request.row.name)
            answer = msgspec.json.decode(said.read_bytes(), type=Answer)
        if answer.missing:
            raise NeedsError("bench", answer.missing)
        return answer


@dataclass(frozen=True)
class Line:
    """A process that runs, what it is asked by, what it says when done, and its errors."""

    process: subprocess.Popen[str]
    asked: IO[str]
    done: IO[str]
    errors: IO[bytes]

    @classmethod
    def to_new(cls, environ: dict[str, str]) -> Self:
        """Return a line to a process that is started now."""
        errors = cast("IO[bytes]", TemporaryFile())  # noqa: SIM115  # closed at the end
        process = subprocess.Popen(
            [sys.executable, "-m", "assay.bench.child"], env=environ, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors,
        )  # fmt: skip
        asked, done = cast("IO[str]", process.stdin), cast("IO[str]", process.stdout)
        return cls(process, asked, done, errors)

    def ask(self, folder: str) -> None:
        """Say where the request is; one that has ended hears nothing, and answers nothing."""
        with suppress(BrokenPipeError):
            self.asked.write(f"{folder}\n")
            self.asked.flush()

    def end(self) -> str:
        """End the process, and return the last line of what it said."""
        with self.done, self.errors:
            # What it never read goes with it.
            with suppress(BrokenPipeError):
                self.asked.close()
            code = self.process.wait()
            self.errors.seek(0)
            lines = self.errors.read().decode(errors="replace").strip().splitlines()
        return lines[-1] if lines else f"exit code {code}"


def measured(row: Row, root: Path | None, contender: int | None = None) -> Answer:
    """Return what a fresh process measures: times of all, or the memory of one.

    Parameters
    ----------
    row
        Who runs on what.
    root
        Folder of the real sets.
    contender
        Index of the one whose memory is measured; by default times of all.
    """
    with Child(frugal=contender is not None) as child:
        return child.ask(Request(row, named(root), contender))


def named(root: Path | None) -> str | None:
    """Return the folder of the real sets as it goes into a request."""
    return None if root is None else str(root)


def main() -> None:
    """Answer requests until there are no more: a line of input each, the folder it is in."""
    # Whatever is printed by what is measured goes where errors go.
    done = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    for line in sys.stdin:
        folder = Path(line.rstrip("\n"))
        request = msgspec.json.decode((folder / ASK).read_bytes(), type=Request)
        (folder / SAID).write_bytes(msgspec.json.encode(answered(request)))
        done.write("\n")
        done.flush()


def answered(request: Request) -> Answer:
    """Return what is measured here and now."""
    root = None if request.root is None else Path(request.root)
    try:
        if request.seed is not None:
            return Answer(told=quality(request.row, request.seed, root))
        if request.contender is None:
            return Answer(told=times(request.row, root))
        return Answer(memory=memory(request.row, request.contender, root))
    except NeedsError as error:
        return Answer(missing=error.rule)


if __name__ == "__main__":
    main()
