"""Real language models as judges, whose votes are stored as a column each."""

from pathlib import Path
from typing import Literal

import numpy as np

from assay.bench.data.babe import CLASSES
from assay.bench.data.stored import columns, folder_of
from assay.bench.problem import Problem
from assay.evidence import Evidence, SourceKind
from assay.types import Array, Ints

#: Language models that judged the sentences of babe without and with examples.
ZERO_SHOT = (
    "falcon_7b", "flan_t5_base", "flan_t5_large", "flan_t5_xl", "flan_ul2", "gpt_3_5", "gpt_4",
    "llama_7b", "llama_13b", "mistral_7b", "mixtral_8x7b", "openchat", "zephyr",
)  # fmt: skip
FEW_SHOT = (
    "falcon_7b", "flan_ul2", "gpt_3_5", "gpt_4", "llama_7b", "llama_13b", "mistral_7b",
    "mixtral_8x7b", "openchat", "zephyr",
)  # fmt: skip


def stored_judges(seed: int, root: Path | None, shots: Literal["zero", "few"] = "zero") -> Problem:
    """Return what language models say of sentences that people judged for bias."""
    del seed
    folder = folder_of(root, "babe")
    names = [f"zs_{one}" for one in ZERO_SHOT]
    if shots == "few":
        names = [f"fs8_{one}" for one in FEW_SHOT]
    truth, *said = columns(folder / "data.parquet", "label", *names)
    votes = np.stack([np.nan_to_num(np.asarray(one, float), nan=-1) for one in said], axis=1)
    return _problem(votes.astype(np.int64), truth.astype(np.int64), CLASSES, "model")


def _problem(said: Ints, truth: Array, classes: tuple[str, ...], kind: SourceKind) -> Problem:
    item, source = np.nonzero(said >= 0)
    heard = (said >= 0).any(axis=1)
    evidence = Evidence.votes(
        item, source, said[item, source], classes, n_items=len(said), kind=kind
    )
    return Problem({"evidence": evidence}, {"labels": np.where(heard, truth, -1)})
