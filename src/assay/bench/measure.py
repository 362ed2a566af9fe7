"""One row on one data set: who ran, how well, how fast, in how much memory."""

import inspect
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

import numpy as np

from assay.bench.clock import extra_memory, timed
from assay.bench.outcome import Told
from assay.bench.problem import Problem
from assay.bench.suite import Contender, Row
from assay.bench.work import Work, find, hidden, installed, prepare
from assay.errors import AssayError


def problem(row: Row, seed: int, root: Path | None) -> Problem:
    """Return the data of a row."""
    loader = find(row.data.loader, "loader")
    more = {"root": root} if "root" in inspect.signature(loader).parameters else {}
    made: Problem = loader(seed=seed, **row.data.settings, **more)
    return made


def quality(row: Row, seed: int, root: Path | None) -> list[Told]:
    """Return what every contender scores on the data of one seed."""
    data = problem(row, seed, root)
    with made_ready(row, data) as ready:
        answers = {one.name: answer(one, work, row) for one, work in ready}
        return [scored(row, one, answers, data) for one in row.contenders]


def times(row: Row, root: Path | None) -> list[Told]:
    """Return what every contender scores, and the seconds it takes, all taking turns.

    Each is called once before the clock starts, so that nothing is imported or compiled on it.
    """
    data = problem(row, 0, root)
    with made_ready(row, data) as ready:
        answers = {one.name: answer(one, work, row) for one, work in ready}
        told = {one.name: scored(row, one, answers, data) for one in row.contenders}
        able = [(one, work) for one, work in ready if not told[one.name].skipped]
        for _ in range(row.rounds):
            for one, work in able:
                with surroundings(one, row):
                    wall, cpu = seconds(work)
                told[one.name].measured.setdefault("seconds", []).append(wall)
                told[one.name].measured.setdefault("cpu", []).append(cpu)
    add_ratios(list(told.values()))
    return list(told.values())


def memory(row: Row, contender: int, root: Path | None) -> list[float]:
    """Return extra bytes of one contender's call, and their share of the data's size."""
    data, one = problem(row, 0, root), row.contenders[contender]
    work = prepare(one, data.given)
    with surroundings(one, row):
        work.call()
        extra = extra_memory(work.call)
    work.close()
    return [extra, extra / data.size] if data.size else [extra]


def seconds(work: Work) -> tuple[float, float]:
    """Return wall and processor seconds of one call."""
    outcomes: list[Any] = []
    wall, cpu = timed(lambda: outcomes.append(work.call()))
    return (work.seconds(outcomes[0]) if work.seconds else wall), cpu


@contextmanager
def made_ready(row: Row, data: Problem) -> Iterator[list[tuple[Contender, Work]]]:
    """Give the contenders that are installed, ready to work."""
    able = [one for one in row.contenders if not missing(one)]
    ready = [(one, ready_or_broken(one, row, data)) for one in able]
    try:
        yield ready
    finally:
        for _, work in ready:
            work.close()


def ready_or_broken(one: Contender, row: Row, data: Problem) -> Work:
    """Return the work of a contender; a peer's that can't be made ready raises when called."""
    if one in row.ours:
        return prepare(one, data.given)
    try:
        with surroundings(one, row):
            return prepare(one, data.given)
    except Exception as error:
        broken = error

    def fail() -> None:
        raise broken

    return Work(fail)


def missing(one: Contender) -> str:
    """Return why a contender can't run, "" where it can."""
    needs = [name for name in (one.package, *one.without) if name and not installed(name)]
    return f"{' and '.join(needs)} not installed" if needs else ""


def answer(one: Contender, work: Work, row: Row) -> Any:
    """Return what a contender says; a peer that breaks gives the exception."""
    with surroundings(one, row):
        if one in row.ours and not row.every:
            return work.read(work.call())
        # A peer that breaks is a result; where everybody is asked, who can't answer says why.
        bearable = AssayError if one in row.ours else Exception
        try:
            return work.read(work.call())
        except bearable as error:
            return error


@contextmanager
def surroundings(one: Contender, row: Row) -> Iterator[None]:
    """Hide what the contender does without; keep a peer's warnings to itself."""
    quiet = nullcontext() if one in row.ours else warnings.catch_warnings()
    with hidden(one.without), quiet:
        if one not in row.ours:
            warnings.simplefilter("ignore")
        yield


def scored(row: Row, one: Contender, answers: dict[str, Any], data: Problem) -> Told:
    """Return what one contender scores by every metric; what isn't a number is left out."""
    kind = "ours" if one in row.ours else "peer"
    said = answers.get(one.name)
    skipped = missing(one)
    if isinstance(said, Exception):
        skipped = f"{type(said).__name__}: {said}"
    told = Told(one.name, kind, installed(one.package), skipped)  # type: ignore[arg-type]
    if skipped:
        return told
    standing = [answers[p.name] for p in row.peers if p.name in answers]
    known = {
        "answer": said,
        "truth": data.truth,
        "reference": next((a for a in standing if not isinstance(a, Exception)), None),
    }
    for name in row.metrics:
        metric = find(name, "metric")
        value = metric(**{n: known[n] for n in inspect.signature(metric).parameters})
        if np.isfinite(value):
            told.measured[name] = [value]
    return told


def add_ratios(told: Sequence[Told]) -> None:
    """Add the ratio to the first peer that ran, round by round."""
    peer = next((one for one in told if one.kind == "peer" and "seconds" in one.measured), None)
    for one in told:
        if peer is None or one is peer or "seconds" not in one.measured:
            continue
        for name in ("seconds", "cpu"):
            pairs = zip(one.measured[name], peer.measured[name], strict=True)
            one.measured[f"{name}-ratio"] = [ours / max(theirs, 1e-9) for ours, theirs in pairs]
