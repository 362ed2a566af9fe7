"""Tokens of news whose names were tagged by experts, a crowd, lists, rules and a language model."""

from pathlib import Path

import numpy as np
from scipy.sparse import csr_array, diags_array

from assay.bench.data.audited import audited
from assay.bench.data.planted import told
from assay.bench.data.stored import folder_of
from assay.bench.problem import Problem
from assay.dataset import Dataset
from assay.errors import SettingError
from assay.evidence import Evidence
from assay.types import Bools, Floats, Ints

#: Who tagged the same sentences. The best of the crowd is no witness beside the crowd.
SOURCES = ("crowd", "crowdbest", "distant", "weak", "llm")
#: Words before and after a token that tell what it is.
REACH = 1
#: Features made of them.
WIDTH = 128


def noisebench(
    seed: int,
    root: Path | None,
    source: str = "crowd",
    *,
    votes: bool = False,
    items: int = 20_000,
    drawn: str = "",
    predictions: str = "assay",
) -> Problem:
    """Return the tags that one source gave, with the sentence of every token as its group.

    Parameters
    ----------
    seed
        Decides the folds of the predictions.
    root
        Folder of the real sets.
    source
        Whose tags are given: crowd, crowdbest, distant, weak or llm.
    votes
        The tags of the others are known too, each a source beside the given.
    items
        Tokens, rounded down to whole sentences, from the start.
    drawn
        Simulated noise in place of the source's own: any, every token as likely to be changed as
        the source is wrong, to any other tag; confused, by how often it takes each tag for which.
    predictions
        Who predicts; see `audited`.
    """
    check_source(source)
    with np.load(folder_of(root, "noisebench") / "data.npz") as data:
        edges, classes = data["offsets"], tuple(map(str, data["tags"]))
        ends = edges[: np.searchsorted(edges, items, side="right")]
        kept = slice(0, int(ends[-1]))
        signs, truth = data["token_features"][kept], data["y_true"][kept].astype(np.int64)
        tags = {one: data[f"y_{one}"][kept].astype(np.int64) for one in SOURCES}
    sentence = np.repeat(np.arange(len(ends) - 1), np.diff(ends))
    given = simulated(truth, tags[source], drawn, len(classes), seed) if drawn else tags[source]
    evidence = Evidence.labels(given, classes)
    for one in witnesses(source) if votes else ():
        evidence = evidence.join(Evidence.labels(tags[one], classes, name=one))
    made = Dataset(evidence, features=embedded(signs, sentence), groups=sentence, name=source)
    return Problem(audited(made, predictions, seed), told(truth, given))


def check_source(name: str) -> None:
    """Raise SettingError where nobody of that name tagged the sentences."""
    if name not in SOURCES:
        rule = f"source must be one of {', '.join(SOURCES)}"
        raise SettingError("bench", rule, got=repr(name))


def simulated(truth: Ints, said: Ints, drawn: str, classes: int, seed: int) -> Ints:
    """Return the true tags, each changed by chance as often as a source is wrong.

    Parameters
    ----------
    truth, said
        (n,) tags that are right, and those of the source.
    drawn
        any or confused; see `noisebench`.
    classes
        How many tags there are.
    seed
        Decides which are changed.
    """
    if drawn not in ("any", "confused"):
        rule = "drawn must be any or confused"
        raise SettingError("bench", rule, got=repr(drawn))
    rate = float((said != truth).mean())
    table = (1 - rate) * np.eye(classes) + rate * (1 - np.eye(classes)) / (classes - 1)
    if drawn == "confused":
        pairs = np.bincount(truth * classes + said, minlength=classes**2).reshape(table.shape)
        table = pairs / np.maximum(pairs.sum(axis=1, keepdims=True), 1)
    draw = np.random.default_rng(seed).random((len(truth), 1)) > np.cumsum(table[truth], axis=1)
    return np.asarray(np.minimum(draw.sum(axis=1), classes - 1))


def witnesses(source: str) -> tuple[str, ...]:
    """Return whose tags are made without a look at the source's."""
    crowd = {"crowd", "crowdbest"}
    apart = crowd if source in crowd else {source, "crowdbest"}
    return tuple(one for one in SOURCES if one not in apart)


def embedded(signs: Ints, sentence: Ints) -> Floats:
    """Return (n, WIDTH) float32: main axes of the signs of a token and of those beside it."""
    from scipy.sparse import hstack
    from sklearn.decomposition import TruncatedSVD

    blocks = []
    for step in range(-REACH, REACH + 1):
        there = np.clip(np.arange(len(signs)) + step, 0, len(signs) - 1)
        inside = sentence[there] == sentence
        blocks += [indicated(column[there], inside) for column in signs.T]
    rows = csr_array(hstack(blocks))
    counts = np.maximum(rows.sum(axis=0), 1)
    rows = csr_array(rows @ diags_array(1 / np.sqrt(counts)))
    made = TruncatedSVD(WIDTH, random_state=0).fit_transform(rows)
    return np.asarray(made / np.maximum(np.linalg.norm(made, axis=1, keepdims=True), 1e-9), "f4")


def indicated(codes: Ints, inside: Bools) -> csr_array:
    """Return a column a value, one where an item has it."""
    values, place = np.unique(codes, return_inverse=True)
    ones = inside.astype(np.float32)
    shape = (len(codes), len(values))
    return csr_array((ones, (np.arange(len(codes)), place)), shape=shape)
