"""Contenders of ours that are more than one method: parts given -> work."""

import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from assay.bench.work import Work
from assay.errors import SettingError
from assay.kernels import prune
from assay.kernels.confident import TOLERANCE, calibrate, confident_counts, survey, thresholds
from assay.results import Flags
from assay.types import Bools, Floats, Ints

__all__ = ["audit_command", "confident_rule", "python"]

RULES = ("by-class", "by-noise-rate", "both", "off-diagonal", "not-best")
#: Seconds after which a child process is given up.
PATIENCE = 600


def confident_rule(given: Mapping[str, Any], rule: str) -> Work:
    """Flag by one of confident learning's five rules."""
    if rule not in RULES:
        raise SettingError("confident-rule", f"rule must be one of {', '.join(RULES)}", got=rule)
    labels, predictions = given["labels"], given["predictions"]

    def flag() -> Flags:
        own, best, counts = survey(labels, predictions)
        marked = marks(rule, labels, predictions, own, best, counts)
        return Flags(1 - own, best, marked)

    return Work(flag)


def marks(
    rule: str, labels: Ints, predictions: Floats, own: Floats, best: Ints, counts: Ints
) -> Bools:
    """Return (n,) what the rule marks."""
    if rule == "not-best":
        return prune.not_best(labels, predictions, own, best)
    cut = np.asarray(thresholds(labels, own, counts) - TOLERANCE)
    if rule == "off-diagonal":
        return prune.off_diagonal(labels, predictions, own, best, cut)
    joint = calibrate(confident_counts(labels, predictions, best, cut), counts)
    remove = prune.keep_one(joint)
    marked = np.ones(len(labels), bool)
    if rule != "by-noise-rate":
        marked &= prune.prune_by_class(labels, predictions, own, best, counts, remove)
    if rule != "by-class":
        marked &= prune.prune_by_noise_rate(labels, predictions, own, best, counts, remove)
    return marked


def python(given: Mapping[str, Any], words: Sequence[str]) -> Work:
    """Start Python with these words; where it prints a number, it timed itself."""
    del given

    def start() -> float:
        began = time.perf_counter()
        done = subprocess.run(
            [sys.executable, *words], capture_output=True, text=True, check=True, timeout=PATIENCE
        )
        seconds = time.perf_counter() - began
        try:
            return float(done.stdout)
        except ValueError:
            return seconds

    return Work(start, seconds=float)


def audit_command(given: Mapping[str, Any], label: str) -> Work:
    """Run `assay audit` on a CSV file of the columns, all outputs written, as a user would."""
    from assay.write import write_table

    folder = TemporaryDirectory(prefix="assay-bench-")
    path, out = Path(folder.name) / "table.csv", Path(folder.name) / "out"
    write_table(given["columns"], path)
    words = [sys.executable, "-m", "assay", "audit", str(path), "--label", label]
    words += ["--out", str(out), "--force", "--quiet"]

    def audit() -> None:
        subprocess.run(words, check=True, capture_output=True, timeout=PATIENCE)

    return Work(audit, close=folder.cleanup)
