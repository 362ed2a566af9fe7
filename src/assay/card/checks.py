"""What is declared, against what was found."""

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from msgspec import Struct

from assay.card.declared import Declared
from assay.card.found import Summary, error_rate, finding, looked_for
from assay.report.numbers import count, figure, percent

Verdict = Literal["matches", "contradicts", "not declared", "can't be told"]
#: How far a stated number of labels an item, or a rounded share, may lie beside the measured one.
NEAR = 0.05
#: An interval of the error rate this far to both sides of what is stated bears it out.
TELLING = 0.02
#: What can be declared to be there or not: the finding's codes, and the auditor that looks for it.
PRESENT: dict[str, tuple[str, tuple[str, ...], str]] = {
    "personal_data": ("personal data", ("personal-data",), "personal-data"),
    "duplicates": ("copies", ("duplicates", "near-duplicates"), "duplicates"),
    "leakage": ("items in two splits", ("split-leakage",), "split-leakage"),
    "unlabelled": ("items without a label", ("unlabelled",), "unlabelled"),
}
_YES = {True: "alike", False: "not alike"}


class Check(Struct, frozen=True):
    """One statement, held to what was measured.

    Parameters
    ----------
    name
        What it is about.
    declared, found
        In words; empty where nothing is.
    verdict
        How they go together.
    """

    name: str
    declared: str
    found: str
    verdict: Verdict


def checks(
    declared: Declared, summaries: Mapping[str, Summary], merged: Mapping[str, Any] | None = None
) -> list[Check]:
    """Return every statement that can be compared, and every finding nobody declared."""
    made = [*_sizes(declared, summaries), *_labels(declared, summaries)]
    if "audit" in summaries:
        made += _present(declared, summaries["audit"])
    made.append(_alike(declared.content.definitions_alike, summaries, merged))
    return [one for one in made if one.declared or one.found]


def _sizes(declared: Declared, summaries: Mapping[str, Summary]) -> Iterator[Check]:
    summary = summaries.get("audit") or summaries["truth"]
    n, said = summary["n_items"], declared.content
    yield _same("items", said.items, n, count)
    names = [one["name"] for one in summary["classes"]]
    if summary["truth"] != "number":
        found = f"{count(len(names))}"
        stated = "" if said.classes is None else count(len(said.classes))
        if said.classes is not None:
            lost, new = set(said.classes) - set(names), set(names) - set(said.classes)
            found += f"; not found: {', '.join(sorted(lost))}" * bool(lost)
            found += f"; not declared: {', '.join(sorted(new))}" * bool(new)
            yield Check("classes", stated, found, _verdict(not lost and not new))
        else:
            yield Check("classes", "", found, "not declared")
    splits = summary.get("splits") or {}
    if said.splits is not None:
        stated = _counted(said.splits)
        if splits:
            yield Check("splits", stated, _counted(splits), _verdict(splits == said.splits))
        else:
            yield Check("splits", stated, "no split is named in the data", "can't be told")
    elif splits:
        yield Check("splits", "", _counted(splits), "not declared")


def _labels(declared: Declared, summaries: Mapping[str, Summary]) -> Iterator[Check]:
    said, truth = declared.annotation, summaries.get("truth")
    yield _rate(said.error_rate, summaries)
    if truth is None:
        untold = {
            "annotators": said.annotators, "labels an item": said.per_item,
            "agreement": said.agreement,
        }  # fmt: skip
        for name, value in untold.items():
            if value is not None:
                why = "the data hold one label an item; give the votes: assay truth"
                yield Check(name, figure(value), why, "can't be told")
        return
    audit = summaries.get("audit")
    if audit and audit["n_items"] != truth["n_items"]:
        yield Check("items with votes", "", count(truth["n_items"]), "not declared")
    yield _same("annotators", said.annotators, truth["n_sources"], count)
    votes = truth["votes_per_item"]
    found = f"{figure(votes['mean'])} on average, {count(votes['least'])} at the least"
    if said.per_item is None:
        yield Check("labels an item", "", found, "not declared")
    else:
        kept = votes["least"] >= said.per_item - NEAR
        yield Check("labels an item", figure(said.per_item), found, _verdict(kept))
    yield _agreement(said.agreement, truth)
    kinds = {one["kind"] for one in truth["sources"]}
    if said.who and "model" in kinds and "machine-generated" not in said.who:
        yield Check("who labelled", ", ".join(said.who), "models among them", "contradicts")


def _rate(said: float | None, summaries: Mapping[str, Summary]) -> Check:
    stated = "" if said is None else percent(said)
    rate = error_rate(summaries)
    if rate is None:
        return Check("wrong labels", stated, "not measured" if stated else "", "can't be told")
    low, high = rate["low"], rate["high"]
    words = f"{percent(low)} to {percent(high)} ({rate['verdict']})"
    if said is None:
        return Check("wrong labels", "", words, "not declared")
    if low <= said <= high:
        # A wide interval holds nearly every statement.
        narrow = high - low <= max(said, 2 * TELLING)
        return Check("wrong labels", stated, words, "matches" if narrow else "can't be told")
    return Check("wrong labels", stated, words, "contradicts")


def _agreement(said: float | None, truth: Summary) -> Check:
    found = truth.get("agreement")
    if not found or found.get("value") is None:
        return Check("agreement", "" if said is None else figure(said), "", "can't be told")
    words = f"{figure(found['value'])} ({figure(found['low'])} to {figure(found['high'])})"
    if said is None:
        return Check("agreement", "", words, "not declared")
    near = found["low"] - NEAR <= said <= found["high"] + NEAR
    return Check("agreement", figure(said), words, _verdict(near))


def _present(declared: Declared, audit: Summary) -> Iterator[Check]:
    for field, (name, codes, auditor) in PRESENT.items():
        said: bool | None = getattr(declared.content, field)
        there = finding(audit, *codes)
        words = "; ".join(one["message"] for one in there)
        stated = "" if said is None else "yes" if said else "none"
        if not there and not looked_for(audit, auditor):
            yield Check(name, stated, "nobody could look" if stated else "", "can't be told")
        elif said is None:
            yield Check(name, "", words, "not declared")
        else:
            yield Check(name, stated, words or "none found", _verdict(said == bool(there)))
    said = declared.content.balanced
    uneven = finding(audit, "imbalance", "rare-class", "small-class")
    words = "; ".join(one["message"] for one in uneven)
    if said is not None or uneven:
        stated = "" if said is None else "yes" if said else "no"
        verdict: Verdict = "not declared" if said is None else _verdict(said != bool(uneven))
        yield Check("classes alike in size", stated, words or "no great differences", verdict)


def _alike(
    said: bool | None,  # noqa: FBT001
    summaries: Mapping[str, Summary], merged: Mapping[str, Any] | None,
) -> Check:  # fmt: skip
    """Hold whether merged sets label alike to their alignment, or to what the audit found."""
    name, stated = "definitions of merged sets", "" if said is None else _YES[said]
    audit = summaries.get("audit")
    there = finding(audit, "definition-mismatch") if audit else []
    if merged is not None:
        unlike = bool(merged["n_unlike"] or merged["conflicts"])
        words = "; ".join(one.rstrip(".") for one in merged["told"][1:] or merged["told"])
    elif there:
        unlike, words = True, "; ".join(one["message"] for one in there)
    else:
        why = "name the other set (--merge) or the column of the origin (--origin)"
        return Check(name, stated, why if stated else "", "can't be told")
    return Check(name, stated, words, "not declared" if said is None else _verdict(said != unlike))


def _same(name: str, said: int | None, found: int, write: Any) -> Check:
    if said is None:
        return Check(name, "", write(found), "not declared")
    return Check(name, write(said), write(found), _verdict(said == found))


def _verdict(kept: bool) -> Verdict:  # noqa: FBT001
    return "matches" if kept else "contradicts"


def _counted(splits: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count(n)}" for name, n in sorted(splits.items()))
