"""Real imperfect labels to learn from, cut into items to learn from and items to be judged on."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from assay.bench.data.babe import MODELS, opinions
from assay.bench.data.learning import spoilt_to_learn
from assay.bench.data.rules import rules_said
from assay.bench.data.stored import columns, folder_of
from assay.bench.problem import Problem
from assay.dataset import Dataset
from assay.errors import SettingError
from assay.evidence import Evidence
from assay.registry import Parts
from assay.types import Array, Floats, Ints

#: What a set holds: features, truth, evidence, classes, and which items are judged on.
Told = tuple[Floats, Ints, Evidence, Ints | None]
#: Share of the items that are judged on, where a set doesn't say which.
ASIDE = 0.2


def learn_real(seed: int, root: Path | None, name: str, labels: str = "worse_label") -> Problem:
    """Return a set that people, models or rules labelled, the truth kept to judge by.

    Parameters
    ----------
    seed
        Decides which fifth is judged on; sets that come cut stay as they are.
    root
        Folder of the real sets.
    name
        cifar10n, gpt_global_warming (one label an item), babe (votes of language models), trec,
        youtube, hausa (rules), lost, birdsong or fgnet (candidates).
    labels
        Which of the labels of cifar10n: worse_label, random_label1 or aggre_label.
    """
    if name not in READ:
        raise SettingError("bench", f"name must be one of {', '.join(READ)}", got=repr(name))
    features, truth, evidence, cut = READ[name](folder_of(root, name), labels)
    order = np.random.default_rng(seed).permutation(len(truth))
    judged = order[: int(ASIDE * len(truth))] if cut is None else np.flatnonzero(cut == 2)
    learnt = np.setdiff1d(order, judged) if cut is None else np.flatnonzero(cut == 0)
    given = {
        "features": features[learnt], "test_features": features[judged], "seed": seed,
        "classes": evidence.classes, "true_labels": truth[learnt],
        "evidence": of_items(evidence, learnt),
    }  # fmt: skip
    return Problem(given, {"labels": truth[judged], "classes": evidence.classes})


def learn_texts(
    seed: int, root: Path | None, name: str, kind: str = "symmetric", **settings: Any
) -> Problem:
    """Return texts with trusted labels, seven tenths of them to learn from, their labels spoilt.

    Parameters
    ----------
    seed
        Decides the cut, and what is spoilt.
    root
        Folder of the real sets.
    name
        agnews, banking77, goemotions4 or sst5.
    kind, settings
        See `learn_digits`; `rate` 0 leaves labels as they are, `items` are drawn.
    """
    from sklearn.model_selection import train_test_split

    folder, items = folder_of(root, name), settings.pop("items", 5000)
    (truth,) = columns(folder / "data.parquet", "label")
    picked = np.sort(np.random.default_rng(0).permutation(len(truth))[:items])
    features, truth = embedded(folder, picked), truth[picked]
    cut = train_test_split(features, truth, test_size=0.3, random_state=seed, stratify=truth)
    names = tuple(map(str, range(int(truth.max()) + 1)))
    return spoilt_to_learn(cut, names, seed, kind, settings)


def of_items(evidence: Evidence, items: Ints) -> Evidence:
    """Return what was said of some items, numbered anew in their order."""
    place = np.full(evidence.n_items, -1)
    place[items] = np.arange(len(items))
    kept = np.flatnonzero(place[np.asarray(evidence.item)] >= 0)
    return Evidence(
        evidence.truth, len(items), place[np.asarray(evidence.item)[kept]],
        np.asarray(evidence.source)[kept], evidence.claim[kept],
        np.asarray(evidence.negated)[kept], evidence.sources,
    )  # fmt: skip


def embedded(folder: Path, picked: Ints | None = None) -> Floats:
    """Return embeddings of a set's items, or features of its texts where it has none."""
    every = slice(None) if picked is None else picked
    if (folder / "emb.npz").exists():
        with np.load(folder / "emb.npz") as data:
            return np.asarray(data["emb"], np.float32)[every]
    file = folder / "data.parquet"
    texts = words_in(file if file.exists() else folder / "texts.parquet", "text")[every]
    nothing = Evidence.labels(np.full(len(texts), -1), ("a", "b"))
    return np.asarray(Parts(Dataset(nothing, texts=texts))["features"], np.float32)


def words_in(path: Path, name: str) -> Array:
    """Return a column of a Parquet file as it is."""
    import duckdb

    with duckdb.connect() as connection:
        found = connection.execute(f"SELECT {name} FROM read_parquet(?)", [str(path)]).fetchall()
    return np.array([row[0] for row in found], object)


def _pictures(folder: Path, labels: str) -> Told:
    with np.load(folder / "labels_emb.npz") as data:
        given, truth = data[labels].astype(np.int64), data["clean_label"].astype(np.int64)
        features = data["emb"].astype(np.float32)
    return features, truth, Evidence.labels(given, tuple(map(str, range(10)))), None


def _sets(folder: Path, labels: str) -> Told:
    del labels
    with np.load(folder / "data.npz") as data:
        member, truth = data["S"].astype(np.float64), data["y"].astype(np.int64)
        features = data["X"].astype(np.float32)
    names = tuple(map(str, range(member.shape[1])))
    return features, truth, Evidence.soft(member, names), None


def _rules(folder: Path, labels: str) -> Told:
    del labels
    with np.load(folder / "votes.npz") as data:
        said = data["L"].astype(np.int64)
    (truth,) = columns(folder / "texts.parquet", "label")
    parts = words_in(folder / "texts.parquet", "split")
    cut = np.array([("train", "valid", "test").index(part) for part in parts])
    return embedded(folder), truth, rules_said(said, int(truth.max()) + 1), cut


def _models(folder: Path, labels: str) -> Told:
    del labels
    truth, *said = columns(folder / "data.parquet", "label", *(f"zs_{one}" for one in MODELS))
    return embedded(folder), truth, opinions(said), None


def _one_model(folder: Path, labels: str) -> Told:
    del labels
    import duckdb

    query = "SELECT gold_label, gpt_label FROM read_csv(?)"
    with duckdb.connect() as connection:
        found = connection.execute(query, [str(folder / "data.csv.gz")]).fetchnumpy()
    truth, given = (np.asarray(found[name], np.int64) for name in ("gold_label", "gpt_label"))
    return embedded(folder), truth, Evidence.labels(given, ("0", "1")), None


READ: dict[str, Callable[[Path, str], Told]] = {
    "cifar10n": _pictures, "gpt_global_warming": _one_model, "babe": _models, "trec": _rules,
    "youtube": _rules, "hausa": _rules, "lost": _sets, "birdsong": _sets, "fgnet": _sets,
}  # fmt: skip
