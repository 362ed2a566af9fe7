"""The main job: one data set in, one report out."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import numpy as np

from assay.dataset import Dataset
from assay.method import Method, choices
from assay.registry import Parts, method, methods, name_of, needed, run
from assay.report import worth
from assay.report.in_sample import refuse_in_sample
from assay.report.inferred import inferred
from assay.report.late import with_lateness
from assay.report.report import Report
from assay.report.run import AuditRun, Planted
from assay.report.views import looked, sees
from assay.results import Estimate, Finding, Flags
from assay.types import Ints

Effort = Literal["quick", "normal", "thorough"]

SEVERITIES = ("error", "warning", "note")
#: Detectors of sets of tags and of numbers, run where none of those named can judge them.
OTHER_DETECTORS = {
    "any_of": ("tag-posterior", "tag-confident-learning"),
    "number": ("number-residual",),
}
DETECTORS = (
    "calibrated", "label-posterior", "confident-learning", "self-confidence",
    "neighbour-disagreement",
)  # fmt: skip
#: Takes the place of `calibrated` where labels are what several sources are taken to say.
VOTED = "source-posterior"
#: Whose probability the report shows: the first of these that ran.
SPEAKERS = (VOTED, "calibrated", "label-posterior")


def audit(
    dataset: Dataset,
    *,
    methods: Sequence[str] = DETECTORS,
    effort: Effort = "normal",
    gold: Ints | None = None,
    seed: int = 0,
    workers: int | None = None,
    cache: Path | None = None,
    progress: Callable[[str], None] | None = None,
    planted: Planted | None = None,
    trust_predictions: bool = False,
    rare: Literal["error", "aside"] = "error",
) -> Report:
    """Find out how good the labels of a data set are.

    Parameters
    ----------
    dataset
        What `assay.read` gives.
    methods
        Names of the detectors to run; those whose parts can't be had are left out. The
        probability that a label is wrong comes from `calibrated`.
    effort
        quick, normal or thorough: how much `calibrated` does. Quick plants no errors and fits no
        model a second time: for a first look, and for sets so large that normal takes too long.
    gold
        (n,) index of the true class of items that were checked, -1 for the others; by default
        what the data set holds. With checks drawn at random, or at random among items of like
        suspicion, the error rate is known, not only bounded.
    seed
        Decides folds and samples. Same data, same settings, same seed: same bytes.
    workers
        Threads; by default one a processor. The result does not depend on it.
    cache
        Folder in which parts that were made are kept for another run.
    progress
        Called with the name of each step before it starts.
    planted
        Errors that were put in on purpose, so that the report says what was found.
    trust_predictions
        Take the given predictions as out of sample though they fit too well to be.
    rare
        What to do about classes of one item: raise, or set their items aside.

    Returns
    -------
    Report
        Call `.write("folder")` to keep it.

    Raises
    ------
    DataError
        The data break a rule: one class, labels that look like ids, in-sample predictions.
    """
    from assay.read.checked import known
    from assay.read.rules import check

    clock = Clock(progress)
    with clock.step("check"):
        whole = check(dataset, rare=rare)
        dataset, voted = inferred(whole, seed, workers)
        dataset = dataset if gold is None else known(dataset, gold, "audit")
    given = dataset.parts if voted is None else {**dataset.parts, "truth_posterior": voted}
    parts = Parts(given, seed=seed, workers=workers, cache=cache, progress=progress)
    for name in methods:
        method(name)
    with clock.step("detect"):
        flags = detect(parts, methods, trust_predictions=trust_predictions, effort=effort)
        final = spoken(flags, dataset.classes)
        final = with_lateness(final, parts) if effort == "thorough" else final
    with clock.step("estimate"):
        noise, rate, by_class = estimates(parts, final, dataset.gold)
    with clock.step("look for findings"):
        votes = parts
        if whole.evidence is not dataset.evidence:
            votes = Parts(whole, seed=seed, workers=workers, progress=progress)
        findings = found(dataset, parts, worth.findings(final), votes)
    settings = {"methods": list(methods), "seed": seed, "rare": rare}
    settings |= {"trust_predictions": trust_predictions, "effort": effort}
    return Report.of(
        AuditRun(
            dataset=dataset,
            parts=parts,
            flags=flags,
            final=final,
            noise=noise,
            error_rate=rate,
            class_errors=by_class,
            findings=findings,
            settings=settings,
            methods=ran(parts, flags),
            seconds=clock.seconds | {f"make {n}": s for n, s in parts.seconds.items()},
            planted=planted,
        )
    )


class Clock:
    """Says which step begins and keeps how long each took."""

    def __init__(self, progress: Callable[[str], None] | None) -> None:
        self.progress, self.seconds = progress, dict[str, float]()

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Time one step."""
        if self.progress:
            self.progress(name)
        start = time.perf_counter()
        yield
        self.seconds[name] = time.perf_counter() - start


def detect(
    parts: Parts, names: Sequence[str], *, trust_predictions: bool, effort: Effort = "normal"
) -> dict[str, Flags]:
    """Return what each detector says that can have its parts.

    Labels inferred from several sources are judged by `source-posterior` in the place of
    `calibrated`: errors planted among them would be told by the votes they go against.
    """
    kind = parts["evidence"].truth.kind
    if not trust_predictions:
        refuse_in_sample(parts)
    if kind in OTHER_DETECTORS:
        fit = [name for name in names if kind in method(name).truth]
        names = fit or OTHER_DETECTORS[kind]
    elif "labels" not in parts:
        return {}
    if "truth_posterior" in parts:
        names = [VOTED if name == "calibrated" else name for name in names]
    made = [made_of(name, effort) for name in names]
    able = [m for m in made if all(parts.can(p) for p in needed(m.flag))]  # type: ignore[attr-defined]
    return {name_of(type(m)): run(m, parts) for m in able}


def made_of(name: str, effort: Effort) -> Method:
    """Return the detector of that name, at the effort asked for where it has that setting."""
    cls = method(name)
    settings: dict[str, Any] = {"effort": effort} if "effort" in choices(cls) else {}
    return cls(**settings)


def estimates(
    parts: Parts, final: Flags | None = None, gold: Ints | None = None
) -> tuple[Estimate | None, Estimate, Estimate | None]:
    """Return noise matrix, error rate and error rate by class, as far as they can be had."""
    from assay.estimate import (
        ClassErrorRate,
        ConfidentJoint,
        ErrorRate,
        NumberErrorRate,
        TagErrorRate,
    )

    kind = parts["evidence"].truth.kind
    if kind in ("one_of", "ordered") and parts.can("predictions"):
        known: dict[str, Any] = {} if final is None else {"p_wrong": final.p_wrong}
        rate = run(ErrorRate(), parts, **known, gold=gold)
        return run(ConfidentJoint(), parts), rate, run(ClassErrorRate(), parts, **known)
    if kind == "any_of" and parts.can("tag_predictions"):
        rate = run(TagErrorRate(), parts)
        return None, rate, by_tag(rate)
    if kind == "number" and parts.can("number_predictions"):
        return None, run(NumberErrorRate(), parts), None
    settle = "Features, texts, pictures or out-of-sample predictions would, or checks at random."
    unknown = Estimate(
        np.asarray(np.nan), np.asarray(0.0), np.asarray(1.0), verdict="cannot-be-told",
        assumes=("Nothing is known of the items but their labels.",), settle=settle,
    )  # fmt: skip
    return None, unknown, None


def by_tag(rate: Estimate) -> Estimate:
    """Return the share of wrong decisions on each tag, NaN for tags that can't be told."""
    told = np.where(rate.about["decisions"][:, None] > 0, rate.about["by_tag"], np.nan)
    return replace(rate, value=told[:, 0], low=told[:, 1], high=told[:, 2], about={})


def found(
    dataset: Dataset, parts: Parts, more: Sequence[Finding] = (), votes: Parts | None = None
) -> tuple[Finding, ...]:
    """Return what the auditors and the reader noticed, and more, worst first.

    Auditors of sources look at `votes`: what was said before it was made one label an item.
    """
    findings = [*dataset.notes, *more]
    for cls in methods("audit").values():
        seen = parts if votes is None or "labels" in cls.reads else votes
        findings += looked(cls(), seen)
    return tuple(sorted(findings, key=lambda f: SEVERITIES.index(f.severity)))


def spoken(flags: Mapping[str, Flags], classes: Sequence[str]) -> Flags | None:
    """Return the flags the report shows: the posterior's, its reason joined by the neighbours'."""
    if not flags:
        return None
    speaker = next((name for name in SPEAKERS if name in flags), next(iter(flags)))
    first = flags[speaker]
    near = flags.get("neighbour-disagreement")
    if near is None or first is near:
        return first
    theirs = np.array([*classes, "unlabelled"], object)[near.suggested]
    reason = near.reason.replace("{suggested}", "{theirs}")
    values = {**first.values, **near.values, "theirs": theirs}
    return replace(first, reason=f"{reason}; {first.reason}", values=values)


def ran(parts: Parts, flags: Mapping[str, Flags]) -> dict[str, tuple[str, ...]]:
    """Return the methods that ran, by stage."""
    auditors = methods("audit")
    able = [n for n, c in auditors.items() if sees(c(), parts)]
    told: dict[str, Any] = {"flag": tuple(flags), "audit": tuple(able)}
    rates = {"any_of": ("tag-error-rate",), "number": ("number-error-rate",)}
    usual = ("confident-joint", "error-rate", "class-error-rate")
    told["estimate"] = rates.get(parts["evidence"].truth.kind, usual) if flags else ()
    return told
