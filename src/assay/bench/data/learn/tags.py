"""Tags to learn from, few of them spoken of."""

from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_array

from assay.bench.data.stored import folder_of
from assay.bench.problem import Problem
from assay.errors import SettingError
from assay.evidence import Evidence, Source, any_of
from assay.types import Array, Bools, Floats

#: Of the drawn tags: items, features, tags, hidden causes, spread of the noise, and the threshold.
DRAWN, WIDE, TAGS, CAUSES, NOISE, ABOVE = 3000, 20, 15, 10, 0.3, 2.0


def drawn_tags(seed: int, kind: str = "single", share: float = 0.5) -> Problem:
    """Return items with normal features and 15 tags that ten hidden causes raise.

    Parameters
    ----------
    seed
        Decides everything.
    kind, share
        See `stored_tags`.
    """
    random = np.random.default_rng(seed)
    features = random.normal(size=(DRAWN, WIDE)).astype(np.float32)
    causes = np.tanh(features @ random.normal(size=(WIDE, CAUSES)))
    raised = causes @ random.normal(size=(CAUSES, TAGS))
    tags = raised + random.normal(size=(DRAWN, TAGS)) * NOISE > ABOVE
    some = tags.any(axis=1)
    features, tags = features[some], tags[some]
    cut = 2 * len(features) // 3
    return hidden(features, tags, np.arange(len(tags)) < cut, kind, share, random)


def stored_tags(
    seed: int, root: Path | None, name: str, kind: str = "single", share: float = 0.5
) -> Problem:
    """Return a stored set of tags, seven tenths of it to learn from, few of its tags spoken of.

    Parameters
    ----------
    seed
        Decides the cut, and what is spoken of.
    root
        Folder of the real sets.
    name
        Which set.
    kind
        single: of each item one tag that holds, and of the others nothing; positives: each tag
        that holds with chance `share`, and of the others nothing; known: each tag, holding or
        not, with chance `share`.
    share
        See `kind`.
    """
    with np.load(folder_of(root, name) / "data.npz") as data:
        features = np.asarray(filled(data, "X"), np.float32)
        tags = np.asarray(filled(data, "Y")) > 0
    some = tags.any(axis=1)
    features, tags = features[some], tags[some]
    random = np.random.default_rng(seed)
    learns = random.permutation(len(tags)) < round(0.7 * len(tags))
    return hidden(features, tags, learns, kind, share, random)


def filled(data: Any, name: str) -> Array:
    """Return a table that is stored as it is, or as a sparse one."""
    if name in data:
        return np.asarray(data[name])
    parts = (data[f"{name}_data"], data[f"{name}_indices"], data[f"{name}_indptr"])
    return np.asarray(csr_array(parts, tuple(data[f"{name}_shape"])).toarray())


def hidden(
    features: Floats, tags: Bools, learns: Bools, kind: str, share: float,
    random: np.random.Generator,
) -> Problem:  # fmt: skip
    """Return the problem of learning where few tags are spoken of, judged on the other items."""
    truth, names = tags[learns], tuple(map(str, range(tags.shape[1])))
    if kind == "single":
        chance = np.where(truth, random.random(truth.shape), -1)
        holds = np.eye(len(names), dtype=bool)[chance.argmax(axis=1)]
        fails = np.zeros_like(holds)
    elif kind in ("positives", "known"):
        told = random.random(truth.shape) < share
        holds, fails = truth & told, ~truth & told & (kind == "known")
    else:
        rule = "kind must be one of single, positives, known"
        raise SettingError("bench", rule, got=repr(kind))
    given = {
        "features": features[learns], "test_features": features[~learns], "classes": names,
        "evidence": spoken(holds, fails, names),
        "true_evidence": Evidence.tags(truth, names), "seed": int(random.integers(1 << 31)),
    }  # fmt: skip
    return Problem(given, {"tags": tags[~learns], "classes": names})


def spoken(holds: Bools, fails: Bools, names: tuple[str, ...]) -> Evidence:
    """Return evidence of tags (n, K) that are said to hold, and others that are said not to."""
    claim = csr_array(np.concatenate([holds, fails]).astype(np.float32))
    at = np.flatnonzero(np.diff(claim.indptr) > 0)
    return Evidence(
        any_of(names), len(holds), at % len(holds), np.zeros(len(at), np.int64), claim[at],
        at >= len(holds), (Source("given", "given"),),
    )  # fmt: skip
