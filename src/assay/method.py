"""A method is its settings and one verb.

Settings are annotated fields with a range, or a `Literal` of a few words; both are checked on
construction. The verb's parameter names say which parts of a data set it needs; what comes in
through them is checked at one door (`assay.door`) whoever calls.
"""

from abc import ABC
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields
from functools import cache
from math import isfinite
from numbers import Integral, Real
from types import NoneType
from typing import Annotated, Any, ClassVar, Literal, get_args, get_origin, get_type_hints

import annotated_types as at
import numpy as np

from assay.door import guarded
from assay.errors import DataError, SettingError
from assay.evidence import Evidence
from assay.model import Link, Model
from assay.posterior import NumberPosterior, Posterior, TagPosterior
from assay.results import Batch, Estimate, Finding, Flags
from assay.types import Tensor
from assay.verbs import make_callable

#: What a detector finds.
Suspect = Literal["wrong-label", "out-of-scope"]
#: What can carry a learner: a torch head, or a classifier of scikit-learn's.
CarrierKind = Literal["head", "classifier"]

# `assay.method("dawid-skene")` finds a method, though a module has that name too.
make_callable(__name__, "assay.registry:method")


@cache
def ranges(cls: type) -> dict[str, tuple[Any, ...]]:
    """Return the written range of every setting that has one."""
    hints = get_type_hints(cls, include_extras=True)
    known = {f.name: _given(hints[f.name]) for f in fields(cls)}
    return {n: get_args(hint)[1:] for n, hint in known.items() if get_origin(hint) is Annotated}


def _given(hint: Any) -> Any:
    """Return what a setting is when it is given, of one that may be None."""
    parts = get_args(hint)
    return next(p for p in parts if p is not NoneType) if NoneType in parts else hint


@cache
def choices(cls: type) -> dict[str, tuple[Any, ...]]:
    """Return the values of every setting that is one of a few."""
    hints = get_type_hints(cls)
    return {
        f.name: get_args(hints[f.name]) for f in fields(cls) if get_origin(hints[f.name]) is Literal
    }


def broken(rule: Any, value: Any) -> Iterator[str]:
    """Yield, in words, each bound of the rule that the value breaks."""
    for part in rule if isinstance(rule, at.GroupedMetadata) else (rule,):
        match part:
            case at.Ge(bound) if not value >= bound:
                yield f"at least {bound}"
            case at.Gt(bound) if not value > bound:
                yield f"above {bound}"
            case at.Le(bound) if not value <= bound:
                yield f"at most {bound}"
            case at.Lt(bound) if not value < bound:
                yield f"below {bound}"


def check_settings(settings: Any) -> None:
    """Raise where a field of a frozen dataclass is outside the range that is written with it."""
    cls: Any = type(settings)
    hints, who = get_type_hints(cls), cls.__name__
    for name, rules in ranges(cls).items():
        value, wanted = getattr(settings, name), _given(hints[name])
        if value is None and wanted is not hints[name]:
            continue
        if wanted in (int, float):
            whole = wanted is int
            kind, words = (Integral, "a whole number") if whole else (Real, "a finite number")
            if isinstance(value, bool) or not isinstance(value, kind) or not isfinite(value):
                raise SettingError(who, f"{name} must be {words}", got=repr(value))
            if isinstance(value, np.generic):  # so that repr and JSON are plain
                value = value.item()
                object.__setattr__(settings, name, value)
        for rule in rules:
            for want in broken(rule, value):
                raise SettingError(who, f"{name} must be {want}", got=repr(value))
    for name, known in choices(cls).items():
        value = getattr(settings, name)
        if not any(type(value) is type(one) and value == one for one in known):
            few = ", ".join(map(str, known))
            raise SettingError(who, f"{name} must be one of {few}", got=repr(value))


@dataclass(frozen=True)
class Method(ABC):  # noqa: B024 - the verb is the stage's, and its signature the method's
    """Settings, checked on construction; the class of its stage adds one verb.

    Class variables, set by keywords of the class statement: `reads` (kinds of label it can
    read), `truth` (kinds of truth it can find), `paper` (key of the paper it is from).
    """

    stage: ClassVar[str] = ""
    reads: ClassVar[frozenset[str]] = frozenset()
    truth: ClassVar[frozenset[str]] = frozenset()
    paper: ClassVar[str] = ""

    def __init_subclass__(
        cls,
        *,
        stage: str = "",
        reads: frozenset[str] | set[str] = frozenset(),
        truth: frozenset[str] | set[str] = frozenset(),
        paper: str = "",
        **rest: Any,
    ) -> None:
        super().__init_subclass__(**rest)
        cls.stage = stage or cls.stage
        cls.reads, cls.truth = frozenset(reads), frozenset(truth)
        cls.paper = paper
        if cls.stage in vars(cls):
            setattr(cls, cls.stage, guarded(vars(cls)[cls.stage], cls.__name__, cls.truth))

    def __post_init__(self) -> None:
        check_settings(self)


class Simulator(Method, stage="simulate"):
    """Truth in, noisy evidence out."""

    simulate: ClassVar[Callable[..., Evidence]]


class Inference(Method, stage="infer"):
    """Evidence in, posterior out."""

    infer: ClassVar[Callable[..., Posterior | TagPosterior | NumberPosterior]]


class Estimator(Method, stage="estimate"):
    """A number about the labels, with its interval."""

    estimate: ClassVar[Callable[..., Estimate]]


class Detector(Method, stage="flag"):
    """Suspicion of every item's given label, high is suspect.

    `finds` says what of: a label that is wrong where another class is right, or an item that
    belongs to none of the classes, for which there is no label to suggest.
    """

    finds: ClassVar[Suspect] = "wrong-label"
    flag: ClassVar[Callable[..., Flags]]

    def __init_subclass__(cls, *, finds: Suspect = "wrong-label", **rest: Any) -> None:
        super().__init_subclass__(**rest)
        cls.finds = finds


class Auditor(Method, stage="audit"):
    """What is wrong with the data.

    `codes` maps each code it can find to what it means: (what, why it is bad, how to mend).
    """

    codes: ClassVar[dict[str, tuple[str, str, str]]] = {}
    audit: ClassVar[Callable[..., tuple[Finding, ...]]]


class Repairer(Method, stage="repair"):
    """Posterior or flags in, better evidence out."""

    repair: ClassVar[Callable[..., Evidence]]


class Loss(Method, stage="losses"):
    """What a network pays: torch logits and what is aimed at in, one number an item out.

    `links` says what the logits are of: "softmax" of one of K classes, "sigmoid" of tags one by
    one, "identity" of numbers. `batchwise` is one where what an item costs depends on the others.
    A value is called with a weight an item for their mean, as a loss of torch is; it is no
    module, since it holds no state, and works wherever a function does.
    """

    links: ClassVar[frozenset[Link]] = frozenset({"softmax"})
    batchwise: ClassVar[bool] = False
    losses: ClassVar[Callable[..., Tensor]]

    def __init_subclass__(
        cls,
        *,
        links: frozenset[Link] | set[Link] = frozenset({"softmax"}),
        batchwise: bool = False,
        **rest: Any,
    ) -> None:
        super().__init_subclass__(**rest)
        cls.links, cls.batchwise = frozenset(links), batchwise

    def __call__(
        self, logits: Tensor, target: Tensor, weight: Tensor | None = None, **known: Any
    ) -> Tensor:
        """Return the mean over the items; with weights (m,), the sum of weight times loss over m.

        An item of weight 0 is left out of the sum and not of the count: the step that others take
        does not depend on whom else the batch held. `known` goes to `losses` by name.
        """
        each = self.losses(logits, target, **known)
        if weight is None:
            return each.mean()
        return (each * (weight[:, None] if each.ndim > weight.ndim else weight)).mean()


class Learner(Method, stage="learn"):
    """Features and evidence in, a model out.

    `carriers` says what can run it: "head" (torch) and "classifier" (any of scikit-learn's that
    takes `sample_weight`).
    """

    carriers: ClassVar[frozenset[CarrierKind]] = frozenset({"head"})
    learn: ClassVar[Callable[..., Model]]

    def __init_subclass__(
        cls,
        *,
        carriers: frozenset[CarrierKind] | set[CarrierKind] = frozenset({"head"}),
        **rest: Any,
    ) -> None:
        super().__init_subclass__(**rest)
        cls.carriers = frozenset(carriers)


class Query(Method, stage="query"):
    """What to label next.

    `drawn` says that items are drawn at random, by chances that are known: which items come first
    then hangs on the seed.
    """

    drawn: ClassVar[bool] = False
    query: ClassVar[Callable[..., Batch]]

    def __init_subclass__(cls, *, drawn: bool = False, **rest: Any) -> None:
        super().__init_subclass__(**rest)
        cls.drawn = drawn


def brought(entries: Iterable[Any]) -> list[type[Method]]:
    """Return the methods that other packages bring by these entry points."""
    found: list[type[Method]] = []
    for entry in entries:
        try:
            cls = entry.load()
        except Exception as error:
            cls = f"{type(error).__name__}: {error}"
        if not (isinstance(cls, type) and issubclass(cls, Method)):
            rule = "what the entry point names must be the class of a method"
            package = entry.dist.name if entry.dist else "its package"
            raise DataError(
                "assay.methods", rule, got=str(cls), where=f"{entry.name} = {entry.value}",
                fix=f"Mend or uninstall {package}.",
            )  # fmt: skip
        found.append(cls)
    return found
