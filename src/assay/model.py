"""What was learnt: features in, probabilities out."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal, Protocol, Self

import numpy as np

from assay.curve import blended
from assay.errors import DataError, OutputError
from assay.evidence import freeze
from assay.posterior import NumberPosterior, Posterior, TagPosterior
from assay.truth import Truth
from assay.types import Array, Features, Floats

#: What the last numbers of a network are of.
Link = Literal["softmax", "sigmoid", "identity"]
LINKS: dict[str, Link] = {
    "one_of": "softmax", "ordered": "softmax", "any_of": "sigmoid", "number": "identity",
}  # fmt: skip
#: Rows that are predicted at a time.
PIECE = 1 << 14
FORM = "assay-model/1"


class Body(Protocol):
    """What a model predicts with; `kind` says which, and `arrays` are all it is made of."""

    def outputs(self, features: Features) -> Floats:
        """Return (n, K) probabilities, or (n, 1) numbers."""

    def arrays(self) -> dict[str, Array]:
        """Return what it is saved as; OutputError where that can't be told without its code."""


@dataclass(frozen=True, eq=False)
class Layers:
    """Networks of linear layers with a ramp between them, whose outputs are averaged.

    Predicting takes numpy alone, and a saved one is numbers and no code.

    Parameters
    ----------
    members
        Of each network, its layers: weights (d, h) and start (h,).
    middle, scale
        (d,) features are less the middle, times the scale.
    link
        What the last numbers are of.
    values
        (K + 1,) what every probability counts, and where to begin: numbers are predicted then, by
        their mean. None where probabilities are.
    """

    members: tuple[tuple[tuple[Floats, Floats], ...], ...]
    middle: Floats
    scale: Floats
    link: Link
    values: Floats | None = None

    def logits(self, features: Features) -> list[Floats]:
        """Return (n, K) of every network."""
        if hasattr(features, "tocsr"):
            features = features.tocsr()
        n, k = features.shape[0], len(self.members[0][-1][1])
        found = [np.empty((n, k), np.float32) for _ in self.members]
        for start in range(0, n, PIECE):
            piece = features[start : start + PIECE]
            piece = piece.toarray() if hasattr(piece, "toarray") else piece
            rows = (np.asarray(piece, np.float32) - self.middle) * self.scale
            for layers, out in zip(self.members, found, strict=True):
                at = rows
                for depth, (weights, begin) in enumerate(layers):
                    at = at @ weights + begin
                    at = np.maximum(at, 0) if depth < len(layers) - 1 else at
                out[start : start + PIECE] = at
        return found

    def outputs(self, features: Features) -> Floats:
        """Return (n, K), the mean over the networks, or (n, 1) where they have values."""
        found = [linked(logits, self.link) for logits in self.logits(features)]
        mean = np.asarray(sum(found[1:], start=found[0]) / len(found))
        return mean if self.values is None else counted(mean, self.values)

    def arrays(self) -> dict[str, Array]:
        """Return what it is saved as."""
        made: dict[str, Array] = {"middle": self.middle, "scale": self.scale}
        if self.values is not None:
            made |= {"values": self.values, "link": np.array(self.link)}
        for which, layers in enumerate(self.members):
            for depth, (weights, begin) in enumerate(layers):
                made[f"weights-{which}-{depth}"] = weights
                made[f"start-{which}-{depth}"] = begin
        return made

    @classmethod
    def of(cls, arrays: Mapping[str, Array], link: Link) -> Self:
        """Return the networks of what was saved."""
        names = [n.split("-")[1:] for n in arrays if n.startswith("weights-")]
        members = []
        for which in range(max(int(w) for w, _ in names) + 1):
            deep = sum(int(w) == which for w, _ in names)
            pair = [(arrays[f"weights-{which}-{d}"], arrays[f"start-{which}-{d}"])
                    for d in range(deep)]  # fmt: skip
            members.append(tuple(pair))
        values = arrays.get("values")
        kept: Any = link if values is None else str(arrays["link"])
        return cls(tuple(members), arrays["middle"], arrays["scale"], kept, values)


def counted(proba: Floats, values: Floats) -> Floats:
    """Return (n, 1) the mean of values (K + 1,) by probabilities (n, K); the last is added."""
    return np.asarray(proba @ values[:-1, None] + values[-1])


@dataclass(frozen=True, eq=False)
class Nearest:
    """A body of which not the prediction counts, but which row of a table it is most like.

    Parameters
    ----------
    body
        What predicts (m, K).
    through
        (K, J) what the prediction is sent through.
    table
        (K, J) rows it is then compared with, by the sum of absolute differences.
    """

    body: Body
    through: Floats
    table: Floats

    def outputs(self, features: Features) -> Floats:
        """Return (n, K) inverse distances from the rows, scaled to one."""
        seen = self.body.outputs(features) @ self.through
        far = [np.abs(seen - row).sum(axis=1) for row in self.table]
        near = 1 / np.maximum(np.stack(far, axis=1), 1e-9)
        return np.asarray(near / near.sum(axis=1, keepdims=True))

    def arrays(self) -> dict[str, Array]:
        """Return what it is saved as."""
        return self.body.arrays() | {"through": self.through, "table": self.table}


def constant(proba: Floats, columns: int, link: Link) -> Layers:
    """Return what predicts the same (K,) for everything, whatever its features."""
    top = np.clip(proba, 1e-12, 1) if link != "identity" else proba
    last = np.log(top) if link == "softmax" else np.asarray(top, np.float64)
    if link == "sigmoid":
        last = np.log(top) - np.log(np.clip(1 - top, 1e-12, 1))
    weights = np.zeros((columns, len(proba)), np.float32)
    flat = np.zeros(columns, np.float32)
    return Layers((((weights, last.astype(np.float32)),),), flat, flat, link)


def linked(logits: Floats, link: Link) -> Floats:
    """Return (n, K) probabilities of logits, or the numbers as they are."""
    if link == "identity":
        return np.asarray(logits, np.float64)
    logits = np.asarray(logits, np.float64)
    if link == "sigmoid":
        made = np.exp(-np.abs(logits))
        return np.asarray(np.where(logits >= 0, 1, made) / (1 + made))
    made = np.exp(logits - logits.max(axis=1, keepdims=True, initial=-np.inf))
    return np.asarray(made / made.sum(axis=1, keepdims=True))


@dataclass(frozen=True, eq=False)
class Model:
    """What was learnt from evidence, ready to predict.

    Parameters
    ----------
    truth
        What it predicts: one of some classes, tags, or a number.
    body
        What it predicts with.
    columns
        How many features an item has.
    learnt
        The method and its settings, as they are written.
    history
        What was seen after every epoch or round, by name.
    believed
        (n, K) what was made of the items it learnt from, in the end: targets; None where not kept.
    about
        What else was found: `noise` (K, K), `prior` (K,), `weights` (n,), ... by name; and under
        `said` what was chosen and why, in words.
    """

    truth: Truth
    body: Body
    columns: int
    learnt: str = ""
    history: tuple[Mapping[str, float], ...] = ()
    believed: Floats | None = None
    about: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.believed is not None:
            object.__setattr__(self, "believed", freeze(np.asarray(self.believed)))

    @property
    def classes(self) -> tuple[str, ...]:
        """Names of the K classes."""
        return self.truth.classes

    @property
    def link(self) -> Link:
        """What the outputs are of."""
        return LINKS[self.truth.kind]

    def probabilities(self, features: Features) -> Floats:
        """Return (n, K), each row a distribution; of tags one by one, each in [0, 1]."""
        if self.truth.kind == "number":
            raise DataError("Model", "a model of numbers has no probabilities; use predict")
        return self._outputs(features)

    def predict(self, features: Features) -> Array:
        """Return (n,) indices of classes; (n, K) which tags hold; or (n,) numbers."""
        found = self._outputs(features)
        if self.truth.kind == "number":
            return np.clip(found[:, 0], self.truth.low, self.truth.high)
        return found > 0.5 if self.truth.kind == "any_of" else np.asarray(found.argmax(axis=1))

    def posterior(self, features: Features) -> Posterior | TagPosterior | NumberPosterior:
        """Return the prediction as other methods read it."""
        if self.truth.kind == "number":
            value = self.predict(features)
            return NumberPosterior(value, np.full(len(value), np.inf))
        kind = TagPosterior if self.truth.kind == "any_of" else Posterior
        return kind(self.classes, self.probabilities(features))

    def save(self, path: Path | str) -> Path:
        """Write the model to one .npz file (to `model.npz` in a folder) and return where."""
        path = Path(path)
        path = path / "model.npz" if path.suffix != ".npz" else path
        arrays = self.body.arrays()
        told = {"form": FORM, "truth": asdict(self.truth), "columns": self.columns,
                "learnt": self.learnt, "history": [dict(one) for one in self.history]}  # fmt: skip
        kept = {f"about-{n}": a for n, a in self.about.items() if isinstance(a, np.ndarray)}
        told["said"] = {n: a for n, a in self.about.items() if isinstance(a, str | int | float)}
        path.parent.mkdir(parents=True, exist_ok=True)
        words = np.frombuffer(json.dumps(told, sort_keys=True).encode(), np.uint8)
        everything: dict[str, Any] = {f"body-{n}": a for n, a in arrays.items()} | kept
        np.savez(path, told=words, **everything)
        return path

    @classmethod
    def load(cls, path: Path | str) -> Self:
        """Read a model that was saved; nothing in the file is run."""
        path = Path(path)
        path = path / "model.npz" if path.is_dir() else path
        with np.load(path, allow_pickle=False) as file:
            found = {name: file[name] for name in file.files}
        told = json.loads(bytes(found.pop("told"))) if "told" in found else {}
        if told.get("form") != FORM:
            raise DataError("Model", f"the file must be of the form {FORM}", where=str(path))
        truth = Truth(**{**told["truth"], "classes": tuple(told["truth"]["classes"])})
        arrays = {n.partition("-")[2]: a for n, a in found.items() if n.startswith("body-")}
        about = {n.partition("-")[2]: a for n, a in found.items() if n.startswith("about-")}
        body: Body = blended(Layers.of(arrays, LINKS[truth.kind]), arrays)
        if "table" in arrays:
            body = Nearest(body, arrays["through"], arrays["table"])
        return cls(
            truth, body, told["columns"], told["learnt"], tuple(told["history"]),
            None, {**about, **told["said"]},
        )  # fmt: skip

    def _outputs(self, features: Features) -> Floats:
        shape: Sequence[int] = np.shape(features)
        if len(shape) != 2 or shape[1] != self.columns:
            rule = f"features must have shape (items, {self.columns})"
            raise DataError("Model", rule, got=f"shape {tuple(shape)}")
        return self.body.outputs(features)


def unsaved(what: str) -> OutputError:
    """Return the error of a body that can't be written down without its code."""
    fix = "Keep it with its own library's means, or learn with the torch head."
    return OutputError("Model", f"{what} can't be saved as numbers alone", fix=fix)
