"""What was looked for in the data, what of it was found, and what nobody could look at."""

from collections.abc import Mapping
from typing import Any, Literal

from assay.card.found import Summary, error_rate, finding
from assay.report.numbers import amount, count, percent, span

State = Literal["found", "none", "not checked"]
#: The name of a check: the auditors that look, and the codes they tell by.
Checks = Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]
#: What a model could learn in place of the class.
SHORTCUTS: Checks = {
    "a keyword, or the form of a text": (("text-shortcuts",), ("text-shortcut",)),
    "a single column": (
        ("leaking-columns",), ("leaking-column", "strong-column", "missing-gives-label"),
    ),
    "the order or time of items": (("order",), ("ordered-items",)),
    "which split an item is in": (("split-shift",), ("split-shift",)),
    "which set an item comes from": (("definition-mismatch",), ("definition-mismatch",)),
    "copies of items it is tested on": (
        ("split-leakage", "group-leakage"), ("split-leakage", "group-leakage"),
    ),
}  # fmt: skip
#: Relations between labels.
LABELS: Checks = {
    "one class under two names": (
        ("label-space", "label-relations"), ("similar-class-names", "identical-tags"),
    ),
    "labels that hold others": (("label-relations",), ("missing-implied-tag",)),
    "labels that shut others out": (("label-relations",), ("exclusive-tags",)),
    "classes that run into each other": (("confused-classes",), ("confused-classes",)),
    "classes too small or too large": (
        ("imbalance",), ("imbalance", "rare-class", "small-class"),
    ),
    "names of more than one type": ((), ("mixed-label-types", "minus-one-class")),
}  # fmt: skip
#: Looks at items that may have several labels alone.
OF_TAGS = ("label-relations",)
#: Of the sources.
SOURCES: Checks = {
    "sources that answer without looking": (("spammers",), ("spammer", "contrary-source")),
    "sources that copy, or err alike": (
        ("copied-answers",), ("copied-answers", "correlated-judges"),
    ),
    "sources that change over time": (("source-drift",), ("tiring-source", "learning-source")),
    "judges swayed by place or length": (("uneven-judges",), ("position-bias", "length-bias")),
    "judges that were changed": (("judge-versions",), ("changed-judge",)),
    "judges unlike people": (("judges-and-people",), ("judge-unlike-people",)),
}  # fmt: skip


def looked(summary: Summary, checks: Checks) -> list[dict[str, Any]]:
    """Return each check with its state, and the messages of what was found."""
    ran = set(summary["methods"].get("audit", ()))
    made = []
    for name, (auditors, codes) in checks.items():
        if auditors == OF_TAGS and summary["truth"] != "any_of":
            continue
        there = finding(summary, *codes)
        state: State = "found" if there else "none" if ran.intersection(auditors) else "not checked"
        if there or auditors:
            made.append(
                {"name": name, "state": state, "found": [one["message"] for one in there],
                 "severity": _worst(there), "n_items": sum(one["n_items"] for one in there)}
            )  # fmt: skip
    return made


def of_sources(truth: Summary) -> list[dict[str, Any]]:
    """Return what was looked for in sources; what needs times or judges, only where there are."""
    rows = looked(truth, SOURCES)
    judges = any(one["kind"] == "model" for one in truth["sources"])
    blind = {name for name in SOURCES if name.startswith("judges") and not judges}
    blind |= set() if truth["origin"].get("time") else {"sources that change over time"}
    return [
        one | {"state": "not checked"} if one["name"] in blind and one["state"] == "none" else one
        for one in rows
    ]


def of_sets(rows: list[dict[str, Any]], merged: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    """Return the shortcuts with what the alignment of merged sets says of the origin."""
    if merged is None:
        return rows
    unlike = bool(merged["n_unlike"] or merged["conflicts"])
    told = {
        "name": "which set an item comes from", "state": "found" if unlike else "none",
        "found": merged["told"][1:] if unlike else [], "severity": "warning" if unlike else "",
        "n_items": sum(one["n_items"] for one in merged["conflicts"]),
    }  # fmt: skip
    return [told if one["name"] == told["name"] else one for one in rows]


def _worst(there: list[Mapping[str, Any]]) -> str:
    order = ("error", "warning", "note")
    return min((one["severity"] for one in there), key=order.index, default="")


def four(summaries: Mapping[str, Summary]) -> list[dict[str, str]]:
    """Return noise, ambiguity, overlap and personal data: a number each, what it means, a state."""
    return [_noise(summaries), _ambiguity(summaries), *_contents(summaries.get("audit"))]


def _tile(name: str, value: str, words: str, grade: str) -> dict[str, str]:
    return {"name": name, "value": value, "words": words, "grade": grade}


def _noise(summaries: Mapping[str, Summary]) -> dict[str, str]:
    rate = error_rate(summaries)
    if rate is None or rate["verdict"] == "cannot-be-told":
        why = rate["settle"] if rate else "Only an audit estimates it."
        return _tile("Wrong labels", "can't be told", why, "unknown")
    by_class = [one["error_rate"]["estimate"] for one in summaries["audit"]["classes"]
                if one.get("error_rate")]  # fmt: skip
    words = f"{percent(rate['estimate'])} by estimate"
    if len(by_class) > 1:
        words += f"; {span(min(by_class), max(by_class))} of a class"
    grade = "error" if rate["low"] >= 0.05 else "warning" if rate["low"] >= 0.01 else "note"
    return _tile("Wrong labels", span(rate["low"], rate["high"]), words + ".", grade)


def _ambiguity(summaries: Mapping[str, Summary]) -> dict[str, str]:
    truth, audit = summaries.get("truth"), summaries.get("audit")
    overlap = finding(audit, "confused-classes") if audit else []
    pairs = amount(len(overlap), "pair of classes runs", "pairs of classes run") + " into another"
    if truth is None:
        if audit is None or "confused-classes" not in audit["methods"].get("audit", ()):
            return _tile("Ambiguous items", "not checked", "Several votes an item tell.", "unknown")
        grade = "warning" if overlap else "good"
        words = f"{pairs.capitalize() if overlap else 'No pair of classes runs into another'}; "
        words += "several votes an item would tell of items."
        value = amount(len(overlap), "pair") if overlap else "none found"
        return _tile("Ambiguous classes", value, words, grade)
    voted = truth["n_voted"] or 1
    unsure, two = truth["n_uncertain"], truth["n_two_answers"]
    words = f"Whose truth the votes leave open: {count(unsure)} of {count(voted)}"
    words += f"; {count(two)} have two answers that both may hold." if two else "."
    grade = "warning" if unsure > 0.05 * voted else "note" if unsure else "good"
    return _tile("Ambiguous items", percent(unsure / voted), words, grade)


def _contents(audit: Summary | None) -> list[dict[str, str]]:
    """Return what copies there are, and what reaches a person."""
    made = []
    for name, codes, auditors, none in (
        ("Overlap", ("split-leakage", "group-leakage", "near-duplicates", "duplicates",
                     "conflicting-duplicates"),
         ("duplicates", "split-leakage"), "No copies, and no item in two splits."),
        ("Personal data", ("personal-data",), ("personal-data",),
         "No addresses or numbers of persons. Names and faces aren't looked for."),
    ):  # fmt: skip
        ran = audit is not None and set(auditors) & set(audit["methods"].get("audit", ()))
        there = finding(audit, *codes) if audit else []
        if there:
            ranked = sorted(there, key=lambda one: codes.index(one["code"]))
            n = max(one["n_items"] for one in there)
            value = amount(n, "item") if n else "found"
            words = " ".join(one["message"] for one in ranked[:2])
            made.append(_tile(name, value, words, _worst(there)))
        elif ran:
            made.append(_tile(name, "none found", none, "good"))
        else:
            made.append(_tile(name, "not checked", "Nobody could look.", "unknown"))
    return made


def groups(audit: Summary | None) -> dict[str, Any] | None:
    """Return the groups that fare worst, and what a rule that drops flags would do to them."""
    if audit is None:
        return None
    measured = audit.get("measured") or []
    every = next((one for one in measured if one["kind"] == "all"), None)
    rows = [one for one in measured if one["kind"] != "all" and one["worse"]]
    weak = [one["message"] for one in finding(audit, "weak-slice", "uneven-flags")]
    ran = "weak-slices" in audit["methods"].get("audit", ()) or bool(every)
    kept = ("group", "kind", "items", "flagged", "precision", "recall", "false_flags", "worse")
    return {
        "state": "found" if rows or weak else "none" if ran else "not checked",
        "all": every and {name: every[name] for name in kept},
        "rows": [{name: one[name] for name in kept} for one in rows],
        "found": weak,
    }
