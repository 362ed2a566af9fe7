"""Threads in one process: numpy, scipy and scikit-learn let the interpreter go while they work."""

import os
import threading
import warnings
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

Shard = TypeVar("Shard")
Partial = TypeVar("Partial")

#: What the threads are called.
NAME = "assay-shard"
#: Warnings of fits that are no news: one was stopped early, or classes are many.
EXPECTED = (r"(?s).*failed to converge", "The number of unique classes is greater than")


def map_shards(
    function: Callable[[Shard], Partial], shards: Iterable[Shard], workers: int | None = None
) -> Iterator[Partial]:
    """Yield function(shard) in the order of the shards, whatever the number of workers.

    Linear algebra inside is held to one thread each, so that sums add up in one order and
    the bytes are the same on any number of workers.

    Parameters
    ----------
    workers
        Threads; by default one a processor.
    """
    from threadpoolctl import threadpool_limits

    # OpenMP keeps its limit a thread, BLAS a process: hence both the initializer and the block.
    with (
        threadpool_limits(limits=1),
        _steady_warnings(),
        ThreadPoolExecutor(workers or processors(), NAME, initializer=_alone) as pool,
    ):
        yield from pool.map(function, shards)


def processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def _steady_warnings() -> Iterator[None]:
    """Keep the filters of warnings, which threads share, as they are.

    scikit-learn empties and refills them around every tree of a forest. Two threads that do so at
    once leave them empty, and every warning of the threads, and of all that comes later, is shown.
    Nor can a thread silence for itself what scikit-learn says of a fit: it is silenced for all.
    """
    kept, usual = list(warnings.filters), warnings.showwarning
    for said in EXPECTED:
        warnings.filterwarnings("ignore", said)

    def show(*told: Any, **more: Any) -> None:
        if not threading.current_thread().name.startswith(NAME):
            usual(*told, **more)

    warnings.showwarning = show
    try:
        yield
    finally:
        warnings.showwarning = usual
        warnings.filters[:] = kept  # type: ignore[index]  # a list, whatever its type says
        with warnings.catch_warnings():  # which tells the cache of filters that they changed
            pass


def _alone() -> None:
    from threadpoolctl import threadpool_limits

    threadpool_limits(limits=1)
