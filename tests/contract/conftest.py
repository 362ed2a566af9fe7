"""Cases that every method of a stage is held to."""

from dataclasses import fields, is_dataclass, replace
from typing import Any

import numpy as np
import pytest
from scipy.sparse import csr_array

from assay.dataset import Dataset, Neighbours
from assay.evidence import Evidence
from assay.registry import Parts, run

WORDS = np.array(["red", "green", "blue", "warm", "cold", "slow", "fast", "loud"])


def blobs(n: int, k: int, seed: int, spread: float = 0.6) -> tuple[Any, Any, Any]:
    """Return truth (n,), features (n, k + 2) and class probabilities (n, k) of an easy problem."""
    random = np.random.default_rng(seed)
    truth = random.permutation(np.arange(n) % k)
    centres = np.eye(k, k + 2) * 3
    features = centres[truth] + random.normal(size=(n, k + 2)) * spread
    distance = ((features[:, None, :] - centres) ** 2).sum(axis=2)
    logits = -distance / 4
    proba = np.exp(logits - logits.max(axis=1, keepdims=True))
    return truth, features, proba / proba.sum(axis=1, keepdims=True)


def nearest(features: Any, k: int = 10) -> Neighbours:
    """Return the exact nearest other items, ties by index."""
    distance = np.sqrt(((features[:, None] - features) ** 2).sum(axis=2))
    np.fill_diagonal(distance, np.inf)
    index = np.argsort(distance, axis=1, kind="stable")[:, : min(k, max(len(features) - 1, 0))]
    return Neighbours(index, np.take_along_axis(distance, index, axis=1))


def links(truth: Any, random: Any, each: int = 4, astray: float = 0.1) -> Any:
    """Return links (n, n) from every item to others, of its class but for a few."""
    n = len(truth)
    keys = random.random((n, n)) + (truth[:, None] != truth) * (random.random((n, n)) > astray / 2)
    np.fill_diagonal(keys, np.inf)
    ends = np.argsort(keys, axis=1, kind="stable")[:, :each]
    made = np.zeros((n, n), np.float32)
    np.put_along_axis(made, ends, 1, axis=1)
    return csr_array(made)


class Case:
    """Parts of an easy data set in which `planted` items have a wrong label."""

    def __init__(self, n: int = 300, k: int = 3, seed: int = 0, rate: float = 0.1) -> None:
        random = np.random.default_rng(seed + 1)
        self.truth, features, proba = blobs(n, k, seed)
        self.planted = np.zeros(n, bool)
        self.planted[random.permutation(n)[: int(n * rate)]] = k > 1
        step = random.integers(1, max(k, 2), n)
        labels = np.where(self.planted, (self.truth + step) % k, self.truth)
        classes = tuple(f"class {i}" for i in range(k))
        texts = np.empty(n, object)
        texts[:] = [" ".join(WORDS[random.integers(0, 8, 12)]) + f" {i}" for i in range(n)]
        split = np.where(np.arange(n) % 5 == 0, "test", "train").astype(object)
        dataset = Dataset(
            Evidence.labels(labels, classes),
            columns={f"column {j}": features[:, j] for j in range(features.shape[1])},
            texts=texts,
            features=features,
            predictions=proba,
            neighbours=nearest(features),
            graph=links(self.truth, random),
            groups=np.arange(n) // 2,
            split=split,
            time=np.arange(n, dtype=float),
        )
        self.parts: dict[str, Any] = dataset.parts


def strangers(n: int = 300, each: int = 10) -> tuple[dict[str, Any], Any]:
    """Return parts of an easy data set with a few items that belong to no class, and which."""
    case = Case(n, rate=0.0)
    strange = np.zeros(n, bool)
    strange[np.random.default_rng(5).permutation(n)[:each]] = True
    features = case.parts["features"].copy()
    features[strange] -= [8, 8, 8, 0, 0]
    return case.parts | {"features": features, "neighbours": nearest(features)}, strange


def closed(value: Any) -> Any:
    """Return a copy of a part, all of whose arrays are closed to writing."""
    if isinstance(value, np.ndarray):
        copy = value.copy()
        copy.setflags(write=False)
        return copy
    if isinstance(value, dict):
        return {name: closed(part) for name, part in value.items()}
    if isinstance(value, csr_array):
        copy = value.copy()
        for name in ("data", "indices", "indptr"):
            getattr(copy, name).setflags(write=False)
        return copy
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: closed(getattr(value, f.name)) for f in fields(value)})
    return value


def content(value: Any) -> Any:
    """Return nested plain values and bytes that are equal where the values are the same."""
    if isinstance(value, np.ndarray):
        inside = value.tolist() if value.dtype == object else value.tobytes()
        return value.dtype.str, value.shape, inside
    if isinstance(value, csr_array):
        return [content(part) for part in (value.data, value.indices, value.indptr)]
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: content(getattr(value, f.name)) for f in fields(value)}
    if hasattr(value, "items"):
        return {name: content(part) for name, part in value.items()}
    if isinstance(value, tuple | list):
        return [content(part) for part in value]
    return value


def picked(parts: dict[str, Any], items: Any, k: int | None = None) -> dict[str, Any]:
    """Return the parts of a data set of these items only, in this order."""
    n = parts["n_items"]
    found: dict[str, Any] = {"kind": parts["kind"], "n_items": len(items)}
    labels = np.asarray(parts["labels"])[items]
    found["classes"] = parts["classes"][:k]
    found["labels"] = labels
    found["evidence"] = Evidence.labels(labels, found["classes"])
    place = np.full(n, -1)
    place[items] = np.arange(len(items))
    if sorted(items) == list(range(n)):
        old = parts["neighbours"]
        found["neighbours"] = Neighbours(place[old.index[items]], old.distance[items])
    else:
        found["neighbours"] = nearest(np.asarray(parts["features"])[items])
    for name in ("texts", "features", "predictions", "groups", "split", "time"):
        found[name] = parts[name][items]
    found["graph"] = csr_array(parts["graph"][items][:, items])
    found["columns"] = {name: column[items] for name, column in parts["columns"].items()}
    return found


def relabelled(parts: dict[str, Any], labels: Any) -> dict[str, Any]:
    """Return the parts with other given labels."""
    return parts | {"labels": labels, "evidence": Evidence.labels(labels, parts["classes"])}


class Tools:
    """The functions above, as one fixture."""

    Case = Case
    closed = staticmethod(closed)
    content = staticmethod(content)
    picked = staticmethod(picked)
    relabelled = staticmethod(relabelled)
    blobs = staticmethod(blobs)
    strangers = staticmethod(strangers)

    @staticmethod
    def run(value: Any, parts: dict[str, Any]) -> Any:
        """Call the method as the registry does, with two threads at most."""
        return run(value, Parts(parts, workers=2))


@pytest.fixture(scope="session")
def tools() -> type[Tools]:
    """Return what contract tests are written with."""
    return Tools


@pytest.fixture(scope="session")
def case() -> Case:
    """Return the easy data set."""
    return Case()
