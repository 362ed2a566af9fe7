"""A contender made ready on some data: nothing left but to call it."""

import inspect
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from types import ModuleType
from typing import Any

from assay.bench.shipped import WHO
from assay.bench.suite import Contender
from assay.errors import UnknownName
from assay.registry import Parts, method, run


@dataclass(frozen=True, eq=False)
class Work:
    """What is timed, and how its outcome is read.

    Parameters
    ----------
    call
        The work itself; whatever a peer wants converted first is already converted.
    read
        Turns the outcome into Flags, a Posterior or an Estimate; not timed.
    seconds
        Reads the seconds off the outcome, where the work times itself.
    close
        Takes away what the work left on disk.
    """

    call: Callable[[], Any]
    read: Callable[[Any], Any] = lambda outcome: outcome
    seconds: Callable[[Any], float] | None = None
    close: Callable[[], None] = lambda: None


def prepare(contender: Contender, given: Mapping[str, Any] | Parts) -> Work:
    """Return the contender, ready to work on what it is given."""
    if contender.method:
        value = method(contender.method)(**contender.settings)
        return Work(lambda: run(value, given))
    made: Work = find(contender.call, "contender")(given, **contender.settings)
    return made


def find(name: str, kind: str) -> Callable[..., Any]:
    """Return the function of that name: a contender, a loader of data or a metric.

    Names in suites have dashes where functions have underscores.
    """
    known: dict[str, Callable[..., Any]] = {}
    for module in places(kind):
        known |= {n.replace("_", "-"): f for n, f in offered(module).items()}
    if name not in known:
        raise UnknownName.of(kind, name, sorted(known), WHO)
    return known[name]


def places(kind: str) -> list[ModuleType]:
    """Return the modules whose public functions are contenders, loaders or metrics."""
    from assay.bench import (
        asking,
        data,
        decided,
        deciding,
        estimators,
        honesty,
        kinds,
        learn,
        metrics,
        ours,
        peers,
        reviewers,
        shown,
        tags,
        turning,
    )

    found = {
        "contender": [
            ours,
            peers,
            asking,
            estimators,
            kinds,
            decided,
            deciding,
            learn,
            reviewers,
            shown,
            tags,
            turning,
        ],
        "loader": [data],
        "metric": [metrics, decided, honesty, kinds, learn, reviewers, shown, tags],
    }
    return found[kind]


def offered(module: ModuleType) -> dict[str, Callable[..., Any]]:
    """Return the functions that a module names as its own."""
    return {n: getattr(module, n) for n in module.__all__ if inspect.isfunction(getattr(module, n))}


def installed(package: str) -> str:
    """Return the version of a distribution, "" where there is none."""
    try:
        return version(package) if package else ""
    except PackageNotFoundError:
        return ""


@contextmanager
def hidden(modules: list[str]) -> Iterator[None]:
    """Let imports of these modules fail, as they do where they aren't installed."""
    kept = {name: sys.modules.get(name) for name in modules}
    sys.modules.update(dict.fromkeys(modules))  # type: ignore[arg-type]  # None forbids the import
    try:
        yield
    finally:
        for name, module in kept.items():
            if module is None:
                del sys.modules[name]
            else:
                sys.modules[name] = module
