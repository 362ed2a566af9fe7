"""Threads in one process: numpy, scipy and scikit-learn let the interpreter go while they work."""

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Shard = TypeVar("Shard")
Partial = TypeVar("Partial")


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
        ThreadPoolExecutor(workers or processors(), initializer=_alone) as pool,
    ):
        yield from pool.map(function, shards)


def processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _alone() -> None:
    from threadpoolctl import threadpool_limits

    threadpool_limits(limits=1)
