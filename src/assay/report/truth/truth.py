"""The second job: votes in, the truth and what each source is worth out."""

from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np

from assay.dataset import Dataset
from assay.errors import DataError, UnknownName
from assay.evidence import Evidence, Source, heaviest
from assay.kernels.infer.usual import usual_method
from assay.method import Inference
from assay.posterior import Posterior
from assay.registry import Parts, methods, name_of, needed, run
from assay.report.audit import SEVERITIES, Clock
from assay.report.truth import agreement, warn
from assay.report.truth.report import TruthReport
from assay.report.truth.run import AnyPosterior, Checked, TruthRun
from assay.report.truth.worth import worth
from assay.results import Finding

WHO = "truth"

#: The method where none is named and items are pairs of things that were compared.
COMPARED = {"one_of": "bradley-terry", "number": "cardinal-preferences"}
#: The source that holds checked labels.
GOLD = "gold"


def truth(
    data: Any,
    *,
    method: str | Inference | None = None,
    seed: int = 0,
    workers: int | None = None,
    cache: Path | None = None,
    progress: Callable[[str], None] | None = None,
    **reading: Any,
) -> TruthReport:
    """Infer the truth from the votes of many sources, and say what each source is worth.

    Parameters
    ----------
    data
        A data set, evidence, or what `assay.read` takes: a file with a vote a row (name `item`,
        `source` and `label`) or a column a source (several of `label`), a Label Studio or doccano
        export, a matrix of rules, a frame, a dict.
    method
        Name of a method of the stage `infer`, or one with its settings; by default the one that
        fits the kind of truth.
    seed
        Decides what is drawn, where the method draws.
    workers
        Threads; by default one a processor. The result does not depend on it.
    cache
        Folder in which parts that were made are kept for another run.
    progress
        Called with the name of each step before it starts.
    reading
        Options of `assay.read`: item, source, label, time, kind, context, gold, predictions, ...

    Returns
    -------
    TruthReport
        Call `.write("folder")` to keep it; `.posterior` feeds every later stage.

    Raises
    ------
    DataError
        The data break a rule: no votes, one class, one label an item.

    Examples
    --------
    >>> import assay
    >>> votes = {
    ...     "task": [1, 1, 1, 2, 2, 2, 3, 3, 3],
    ...     "worker": list("abcabcabc"),
    ...     "said": ["cat", "cat", "dog", "dog", "dog", "dog", "cat", "cat", "cat"],
    ... }
    >>> report = assay.truth(votes, item="task", source="worker", label="said")
    >>> report.items["label"].tolist()
    ['cat', 'dog', 'cat']
    """
    clock = Clock(progress)
    with clock.step("read"):
        dataset = heard_once(checked(_read(data, reading)))
    compared = dataset.sides is not None
    chosen = choose(method, dataset.evidence, compared=compared)
    options = {"seed": seed, "workers": workers, "cache": cache, "progress": progress}
    evidence = with_gold(dataset)
    with clock.step("infer"):
        posterior = run(chosen, parts_of(dataset, evidence, options))
    with clock.step("check against gold"):
        known = against_gold(dataset, evidence, chosen, options)
    with clock.step("weigh the sources"):
        parts = parts_of(dataset, evidence, options, posterior)
        value = worth(evidence, posterior, parts)
        alpha = agreement.alpha(dataset.evidence)
    with clock.step("look for findings"):
        found, ran = findings(dataset, parts, value)
    settings = {"method": name_of(type(chosen)), "set": asdict(chosen), "seed": seed}
    made = TruthRun(
        dataset=dataset,
        evidence=evidence,
        method=chosen,
        posterior=posterior,
        worth=value,
        findings=found,
        settings=settings,
        checked=known,
        agreement=alpha,
        methods={"infer": (name_of(type(chosen)),), "audit": ran},
        seconds=clock.seconds,
    )
    return TruthReport.of(made)


def _read(data: Any, reading: dict[str, Any]) -> Dataset:
    from assay.read.read import read

    if isinstance(data, Evidence):
        data = Dataset(data)
    return read(data, **{name: value for name, value in reading.items() if value is not None})


def checked(dataset: Dataset) -> Dataset:
    """Return the data set if the truth can be inferred from it, else say why not."""
    evidence = dataset.evidence
    where = str(dataset.origin.get("path", ""))
    if not dataset.n_items:
        raise DataError(WHO, "the data must have items", got="none", where=where)
    if not len(evidence.item):
        rule = "at least one source must say something"
        raise DataError(
            WHO, rule, got=f"{dataset.n_items:,} items of which nobody did", where=where
        )
    if evidence.n_sources == 1 and evidence.sources[0].kind == "given":
        rule = "there must be votes of several sources"
        fix = (
            "Name the columns of a vote a row (--item, --source, --label), or one column a source "
            "(--label several times). How good one label an item is, assay audit tells."
        )
        raise DataError(WHO, rule, got="one label an item", where=where, fix=fix)
    if evidence.truth.kind in ("one_of", "ordered") and len(evidence.classes) < 2:
        rule = "votes must be of at least two classes"
        got = f"only {evidence.classes[0]!r}, {len(evidence.item):,} times"
        fix = "Name the column of the answers with --label, or all classes with --classes."
        raise DataError(WHO, rule, got=got, where=where, fix=fix)
    return dataset


def heard_once(dataset: Dataset) -> Dataset:
    """Return the data set with one say of each source on each item.

    Two things are often compared again, on another question: each comparison counts.
    """
    from assay.read.repeats import once

    if dataset.sides is not None:
        return dataset
    evidence, noted = once(dataset.evidence)
    return dataset.replace(evidence=evidence, notes=(*dataset.notes, *noted)) if noted else dataset


def choose(
    method: str | Inference | None, evidence: Evidence, *, compared: bool = False
) -> Inference:
    """Return the method asked for, or the one that fits the evidence."""
    known, kind = methods("infer"), evidence.truth.kind
    if isinstance(method, Inference):
        fits(type(method), kind)
        return method
    if method is None:
        method = COMPARED.get(kind) if compared else None
        method = method or usual_method(evidence)
    if method not in known:
        raise UnknownName.of("method of inference", method, known, WHO)
    fits(known[method], kind)
    return known[method]()  # type: ignore[return-value]


def fits(cls: type, kind: str) -> None:
    """Raise unless the method can find a truth of this kind."""
    truths: frozenset[str] = cls.truth  # type: ignore[attr-defined]
    if kind not in truths:
        rule = f"{name_of(cls)} infers a truth that is {' or '.join(sorted(truths))}"
        able = [name for name, one in methods("infer").items() if kind in one.truth]
        fix = f"Choose another with --method: {', '.join(able)}." if able else ""
        raise DataError(WHO, rule, got=f"votes on a truth that is {kind}", fix=fix)


def with_gold(dataset: Dataset) -> Evidence:
    """Return the votes, and labels that were checked as a trusted source beside them."""
    evidence = dataset.evidence
    if dataset.gold is None:
        return evidence
    gold = Evidence.labels(np.asarray(dataset.gold), evidence.classes, GOLD)
    trusted = (Source(GOLD, "annotator", trusted=True),)
    return evidence.join(replace(gold, truth=evidence.truth, sources=trusted))


def parts_of(
    dataset: Dataset,
    evidence: Evidence,
    options: dict[str, Any],
    posterior: AnyPosterior | None = None,
) -> Parts:
    """Return the parts that a method may ask for, the truth among them where it is known."""
    given = dataset.replace(evidence=evidence, gold=None).parts
    known = {"truth_posterior": posterior} if isinstance(posterior, Posterior) else {}
    return Parts(given | known, **options)


def against_gold(
    dataset: Dataset, evidence: Evidence, method: Inference, options: dict[str, Any]
) -> Checked | None:
    """Return how the truth fares on checked items, inferred without their checked labels."""
    trusted = np.array([source.trusted for source in evidence.sources], bool)
    if not trusted.any() or evidence.truth.kind not in ("one_of", "ordered"):
        return None
    known = np.full(evidence.n_items, -1)
    sure = np.flatnonzero(trusted[evidence.source] & ~np.asarray(evidence.negated))
    known[evidence.item[sure]] = heaviest(evidence.claim)[sure]
    votes = evidence.take(~trusted[evidence.source])
    voted = np.bincount(votes.item, minlength=evidence.n_items) > 0
    rows = np.flatnonzero((known >= 0) & voted)
    if not len(rows):
        return None
    blind = run(method, parts_of(dataset, votes, options))
    right = int((blind.labels[rows] == known[rows]).sum())
    return Checked(len(rows), right, float(blind.proba[rows].max(axis=1).sum()))


def findings(
    dataset: Dataset, parts: Parts, value: Any
) -> tuple[tuple[Finding, ...], tuple[str, ...]]:
    """Return what reading, the votes themselves and auditors of sources say, worst first."""
    able = {n: c() for n, c in methods("audit").items() if "votes" in c.reads}
    able = {n: a for n, a in able.items() if fitting(a, parts)}
    noted = [*dataset.notes, *warn.warnings(dataset.evidence, value)]
    noted += [f for auditor in able.values() for f in run(auditor, parts)]
    order = sorted(noted, key=lambda f: SEVERITIES.index(f.severity))
    return tuple(order), tuple(able)


def fitting(auditor: Any, parts: Parts) -> bool:
    """Tell whether an auditor can look at votes on this kind of truth."""
    kind = parts["evidence"].truth.kind
    return kind in auditor.truth and all(parts.can(part) for part in needed(auditor.audit))
