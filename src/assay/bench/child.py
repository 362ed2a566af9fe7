"""Measurements in a fresh process: `python -m assay.bench.child REQUEST ANSWER`.

Seeds that run side by side have a process each. Times of all contenders of a row are taken in
one process, by turns; the memory of each is measured in a process of its own, so that peaks
don't mix.
"""

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
from msgspec import Struct

from assay.bench.measure import memory, quality, times
from assay.bench.outcome import Told
from assay.bench.suite import Row
from assay.errors import AssayError, NeedsError

#: glibc gives large blocks back to the system as soon as they are freed, so that what one call
#: leaves behind doesn't hide what the next one takes.
FRUGAL = {"MALLOC_MMAP_THRESHOLD_": "131072", "MALLOC_TRIM_THRESHOLD_": "131072"}


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


def measured(
    row: Row, root: Path | None, contender: int | None = None, seed: int | None = None
) -> Answer:
    """Return what a fresh process measures.

    Parameters
    ----------
    row
        Who runs on what.
    root
        Folder of the real sets.
    contender
        Index of the one whose memory is measured; by default times of all.
    seed
        Measure quality on the data of this seed instead.
    """
    request = Request(row, None if root is None else str(root), contender, seed)
    frugal = FRUGAL if contender is not None else {}
    with TemporaryDirectory(prefix="assay-bench-") as folder:
        ask, said = Path(folder) / "request.json", Path(folder) / "answer.json"
        ask.write_bytes(msgspec.json.encode(request))
        words = [sys.executable, "-m", "assay.bench.child", str(ask), str(said)]
        done = subprocess.run(words, env={**os.environ, **frugal}, capture_output=True, text=True)
        if not said.exists():
            lines = done.stderr.strip().splitlines() or [f"exit code {done.returncode}"]
            rule = "a measurement must end"
            raise MeasurementError("bench", rule, got=lines[-1], where=row.name)
        answer = msgspec.json.decode(said.read_bytes(), type=Answer)
    if answer.missing:
        raise NeedsError("bench", answer.missing)
    return answer


def main(words: list[str]) -> None:
    """Read a request, measure, write the answer."""
    ask, said = map(Path, words)
    request = msgspec.json.decode(ask.read_bytes(), type=Request)
    root = None if request.root is None else Path(request.root)
    try:
        if request.seed is not None:
            answer = Answer(told=quality(request.row, request.seed, root))
        elif request.contender is None:
            answer = Answer(told=times(request.row, root))
        else:
            answer = Answer(memory=memory(request.row, request.contender, root))
    except NeedsError as error:
        answer = Answer(missing=error.rule)
    said.write_bytes(msgspec.json.encode(answer))


if __name__ == "__main__":
    main(sys.argv[1:])
