"""Time and memory of one call."""

import gc
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

STATUS, RESET = Path("/proc/self/status"), Path("/proc/self/clear_refs")


def cpu_seconds() -> float:
    """Return the processor time this process and its ended children have had."""
    try:
        import resource
    except ImportError:
        return time.process_time()
    used = [resource.getrusage(w) for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def timed(call: Callable[[], Any]) -> tuple[float, float]:
    """Return wall and processor seconds of one call."""
    gc.collect()
    cpu, start = cpu_seconds(), time.perf_counter()
    call()
    return time.perf_counter() - start, cpu_seconds() - cpu


def extra_memory(call: Callable[[], Any]) -> float:
    """Return by how many bytes the memory in use rose at most during one call.

    On Linux the kernel's own high-water mark, set back before the call. Elsewhere the highest
    of the whole process, so that only what rises above everything before is seen.
    """
    gc.collect()
    if reset_peak():
        before = proc_bytes("VmRSS")
        call()
        return max(0.0, proc_bytes("VmHWM") - before)
    import resource

    unit = 1 if sys.platform == "darwin" else 1024
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
    call()
    return max(0.0, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit - before)


def reset_peak() -> bool:
    """Set the high-water mark back to what is in use now; tell whether that can be done."""
    try:
        RESET.write_text("5")
    except OSError:
        return False
    return STATUS.exists()


def proc_bytes(name: str) -> float:
    """Return a line of /proc/self/status in bytes."""
    for line in STATUS.read_text().splitlines():
        if line.startswith(name + ":"):
            return int(line.split()[1]) * 1024.0
    return float("nan")
