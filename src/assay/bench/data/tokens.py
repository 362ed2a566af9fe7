"""Tokens of news with the tags of several sources: to agree on, to be judged by, to learn from."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from assay.bench.data.noisebench import check_source, embedded, simulated
from assay.bench.data.planted import told
from assay.bench.data.stored import folder_of
from assay.bench.problem import Problem
from assay.errors import SettingError
from assay.evidence import Evidence
from assay.infer import DawidSkene
from assay.types import Ints

#: Who tagged the sentences without a look at each other.
TAGGERS = ("crowd", "distant", "weak", "llm")
#: Share of the sentences, from the end, that is judged on.
ASIDE = 0.2
#: More tokens than there are.
ALL = 1_000_000


def noisebench_votes(
    seed: int, root: Path | None, sources: Sequence[str] = TAGGERS, items: int = ALL
) -> Problem:
    """Return the tags that a crowd, lists, rules and a language model gave to tokens of news.

    Parameters
    ----------
    seed
        Of no use here.
    root
        Folder of the real sets.
    sources
        Whose tags: crowd, crowdbest, distant, weak, llm or expert.
    items
        Tokens, rounded down to whole sentences, from the start.
    """
    del seed
    names, truth, sentence, tags = _tagged(root, tuple(sources), items)
    item, source = np.tile(np.arange(len(truth)), len(tags)), np.repeat(tuple(tags), len(truth))
    said = np.concatenate(list(tags.values()))
    given = {"evidence": Evidence.votes(item, source, said, names), "groups": sentence}
    return Problem(given, {"labels": truth, "groups": sentence, "classes": names})


def noisebench_judged(
    seed: int, root: Path | None, source: str = "crowd", items: int = ALL
) -> Problem:
    """Return the tags of one source, and what Dawid and Skene make of the three others.

    Parameters
    ----------
    seed
        Of no use here.
    root
        Folder of the real sets.
    source
        Whose tags are judged: crowd, distant, weak or llm.
    items
        Tokens, rounded down to whole sentences, from the start.
    """
    del seed
    if source not in TAGGERS:
        rule = f"source must be one of {', '.join(TAGGERS)}"
        raise SettingError("bench", rule, got=repr(source))
    names, truth, sentence, tags = _tagged(root, TAGGERS, items)
    others = [one for one in TAGGERS if one != source]
    item, who = np.tile(np.arange(len(truth)), len(others)), np.repeat(others, len(truth))
    said = np.concatenate([tags[one] for one in others])
    votes = Evidence.votes(item, who, said, names, n_items=len(truth))
    given = {
        "labels": tags[source], "predictions": DawidSkene(rounds=30).infer(votes).proba,
        "classes": names, "groups": sentence, "evidence": Evidence.labels(tags[source], names),
    }  # fmt: skip
    return Problem(given, told(truth, tags[source]))


def learn_noisebench(
    seed: int, root: Path | None, source: str = "crowd", drawn: str = "", items: int = 40_000
) -> Problem:
    """Return tokens to learn to tag from one source, judged on the right tags of other sentences.

    Parameters
    ----------
    seed
        Decides what is simulated.
    root
        Folder of the real sets.
    source
        Whose tags are learnt from: crowd, crowdbest, distant, weak, llm, or expert.
    drawn
        Simulated noise in place of the source's own; see `noisebench`.
    items
        Tokens, rounded down to whole sentences, from the start.
    """
    names, truth, sentence, tags = _tagged(root, (source,), items)
    said = tags[source]
    if drawn:
        check_source(source)
        said = simulated(truth, said, drawn, len(names), seed)
    with np.load(folder_of(root, "noisebench") / "data.npz") as data:
        features = embedded(data["token_features"][: len(truth)], sentence)
    later = sentence >= (1 - ASIDE) * (sentence[-1] + 1)
    given = {
        "features": features[~later], "test_features": features[later], "classes": names,
        "evidence": Evidence.labels(said[~later], names), "true_labels": truth[~later],
        "groups": sentence[~later], "seed": seed,
    }  # fmt: skip
    judged = {"labels": truth[later], "groups": sentence[later], "classes": names}
    return Problem(given, judged)


def _tagged(
    root: Path | None, sources: tuple[str, ...], items: int
) -> tuple[tuple[str, ...], Ints, Ints, dict[str, Ints]]:
    """Return the tags there are, the right ones, sentences, and what each source said."""
    with np.load(folder_of(root, "noisebench") / "data.npz") as data:
        edges, names = data["offsets"], tuple(map(str, data["tags"]))
        edges = edges[: np.searchsorted(edges, items, side="right")]
        kept = slice(0, int(edges[-1]))
        truth = data["y_true"][kept].astype(np.int64)
        tags = {one: data[f"y_{one}"][kept].astype(np.int64) for one in sources}
    return names, truth, np.repeat(np.arange(len(edges) - 1), np.diff(edges)), tags
