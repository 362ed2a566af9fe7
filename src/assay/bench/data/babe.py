"""Sentences on politics, judged for bias by people and by language models."""

from pathlib import Path

import numpy as np

from assay.bench.data.audited import audited
from assay.bench.data.planted import told
from assay.bench.data.stored import columns, folder_of
from assay.bench.problem import Problem
from assay.dataset import Dataset
from assay.evidence import Evidence, Source
from assay.types import Floats, Ints

#: Models that judged without examples. GPT-4 is left out: the experts looked at those labels
#: again that it disagreed with, so that its votes all but say which labels can be wrong.
MODELS = (
    "falcon_7b", "flan_t5_base", "flan_t5_large", "flan_t5_xl", "flan_ul2", "gpt_3_5",
    "llama_7b", "llama_13b", "mistral_7b", "mixtral_8x7b", "openchat", "zephyr",
)  # fmt: skip
CLASSES = ("neutral", "biased")


def babe(
    seed: int,
    root: Path | None,
    *,
    embeddings: bool = True,
    votes: bool = True,
    predictions: str = "assay",
) -> Problem:
    """Return people's labels, of which experts found 299 to be wrong.

    Parameters
    ----------
    seed
        Decides the folds of the predictions.
    root
        Folder of the real sets.
    embeddings
        The sentences' embeddings are known.
    votes
        The judgements of twelve language models are known, each a source beside the given.
    predictions
        Who predicts; see `audited`.
    """
    folder = folder_of(root, "babe")
    truth, given, *said = columns(
        folder / "data.parquet", "label", "label_original", *(f"zs_{one}" for one in MODELS)
    )
    evidence = Evidence.labels(given, CLASSES)
    if votes:
        evidence = evidence.join(opinions(said))
    if not embeddings:
        parts = {"evidence": evidence, "labels": given, "classes": CLASSES}
        return Problem(parts, told(truth, given))
    with np.load(folder / "emb.npz") as data:
        features: Floats = data["emb"].astype(np.float32)
    data_set = Dataset(evidence, features=features, name="babe")
    return Problem(audited(data_set, predictions, seed), told(truth, given))


def opinions(said: list[Ints]) -> Evidence:
    """Return the votes of the models, -1 where one gave no answer."""
    item = np.tile(np.arange(len(said[0])), len(said))
    source = np.repeat(np.arange(len(said)), len(said[0]))
    made = Evidence.votes(
        item, source, np.concatenate(said), CLASSES, n_items=len(said[0]), kind="model"
    )
    names = tuple(Source(name, "model") for name in MODELS)
    return Evidence(
        made.truth, made.n_items, made.item, made.source, made.claim, made.negated, names
    )
