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
from assay.evidence import heaviest
from assay.registry import Parts
from assay.results import Estimate, Flags

__all__ = [
    "audit_command", "oracle", "python", "take_in_votes", "usual_guess", "vote_disagreement",
    "votes_alone",
]  # fmt: skip

#: Seconds after which a child process is given up.
PATIENCE = 600


def oracle(given: Mapping[str, Any] | Parts) -> Work:
    """Say P(wrong) as it follows from how the data were drawn: nobody can do better."""
    labels, exact = np.asarray(given["labels"]), np.asarray(given["exact"])
    best = np.asarray(given["predictions"]).argmax(axis=1)
    return Work(
        lambda: Flags(exact, np.where(exact > 0.5, best, labels), exact > 0.5, p_wrong=exact)
    )


def usual_guess(given: Mapping[str, Any] | Parts, share: float = 0.1) -> Work:
    """Say that a tenth is bad, whatever the data."""
    del given
    return Work(lambda: Estimate(np.asarray(share), np.asarray(0.0), np.asarray(1.0)))


def vote_disagreement(given: Mapping[str, Any] | Parts) -> Work:
    """Suspect labels by the share of the other sources that say something else."""
    evidence = given["evidence"]

    def flag() -> Flags:
        labels, classes = evidence.given, evidence.classes
        other = np.asarray(evidence.source) > 0
        item, said = evidence.item[other], heaviest(evidence.claim)[other]
        cells = np.bincount(item * len(classes) + said, minlength=len(labels) * len(classes))
        votes = cells.reshape(len(labels), -1)
        agree = np.take_along_axis(votes, labels[:, None], axis=1)[:, 0]
        share = 1 - agree / np.maximum(votes.sum(axis=1), 1)
        share[votes.sum(axis=1) == 0] = 0
        return Flags(share, votes.argmax(axis=1), share > 0.5)

    return Work(flag)


def votes_alone(given: Mapping[str, Any] | Parts) -> Work:
    """Say P(wrong) of the inferred label as the votes' posterior has it."""
    proba, labels = given["truth_posterior"].proba, np.asarray(given["labels"])
    wrong = 1 - np.asarray(proba)[np.arange(len(labels)), labels]
    return Work(lambda: Flags(wrong, proba.argmax(axis=1), wrong > 0.5, p_wrong=wrong))


def take_in_votes(given: Mapping[str, Any] | Parts, claims: int = 1000) -> Work:
    """Take some votes into a state that knows all of them; what there is to learn is known."""
    from assay.infer import OnlineDawidSkene

    evidence, method = given["evidence"], OnlineDawidSkene(rounds=5)
    state = method.start(evidence)
    new = evidence.take(np.random.default_rng(0).integers(0, len(evidence.item), claims))
    return Work(lambda: method.update(state, new).posterior)


def python(given: Mapping[str, Any] | Parts, words: Sequence[str]) -> Work:
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


def audit_command(given: Mapping[str, Any] | Parts, label: str) -> Work:
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
