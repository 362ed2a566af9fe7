"""What the flags are worth: in all, by class, and in the slices that fare worst."""

from typing import Any

import numpy as np

from assay.kernels.interval import wilson
from assay.report.numbers import percent
from assay.report.plain import number, word
from assay.report.run import AuditRun
from assay.results import Finding, Flags, Interval, Measured

#: Slices that are told of at most, and names in a finding.
SLICES, NAMED = 8, 3
#: A group fares worse where its rate is so many times the overall one, or so much lower.
TIMES, LESS = 2.0, 0.1
#: A share that is flagged is strange from here on, and at so many times the overall one.
MUCH, MANY = 0.2, 3.0

#: Share of the flagged that are wrong, of the wrong that are flagged, of the right that are.
RATES = ("precision", "recall", "false_flags")


def measured(run: AuditRun) -> list[dict[str, Any]]:
    """Return what the flags catch and cost: all items, each class, and the worst slices.

    Each has `group`, `kind` (all, class or slice), `items`, `flagged`, `planted` (errors it was
    measured on; 0: expected from the probabilities), `precision`, `recall` and `false_flags`
    with the ends of their intervals, and `worse`: how it fares worse than all, in words.
    """
    if run.final is None or not run.final.measured:
        return []
    told, counts = run.final.measured, flagged(run)
    every, hits = told[0], counts.get((told[0].kind, told[0].group))
    made = []
    for one in told:
        hit = counts.get((one.kind, one.group))
        why = worse(one, every, hit, hits)
        if one.kind != "slice" or why:
            made.append((one, {**_plain(one), "flagged": hit, "worse": why}))
    slices = sorted((pair for pair in made if pair[0].kind == "slice"), key=lambda p: _rank(p[0]))
    return [row for one, row in made if one.kind != "slice"] + [row for _, row in slices[:SLICES]]


def flagged(run: AuditRun) -> dict[tuple[str, str], int]:
    """Return how many items of each group are flagged, by kind and name."""
    if run.final is None:
        return {}
    labels, hit = run.dataset.labels, np.asarray(run.final.flagged) & (run.dataset.labels >= 0)
    by_class = np.bincount(labels[hit], minlength=len(run.dataset.classes)).tolist()
    counts = {("all", "all"): int(hit.sum())}
    counts |= {("class", n): k for n, k in zip(run.dataset.classes, by_class, strict=True)}
    if "slices" in run.parts:
        slices = run.parts["slices"]
        sums = np.asarray(slices.member.T @ hit.astype(np.int64)).tolist()
        counts |= {("slice", n): int(k) for n, k in zip(slices.names, sums, strict=True)}
    return counts


def worse(one: Measured, every: Measured, hit: int | None, hits: int | None) -> list[str]:
    """Return in words how a group fares worse than all items, beyond what chance explains."""
    if one.kind == "all":
        return []
    found = []
    if uneven(one, every):
        found.append(f"{percent(one.false_flags[0])} of its right labels are flagged")
    if one.recall[2] < every.recall[1] and one.recall[0] < every.recall[0] - LESS:
        found.append(f"{percent(one.recall[0])} of its wrong labels are found")
    if hit is not None and hits is not None and one.items:
        share = hit / one.items
        low, high = float(wilson(hit, one.items)[0]), float(wilson(hits, every.items)[1])
        if low > high and share >= max(MUCH, MANY * hits / every.items):
            found.append(f"{percent(share)} of its labels are flagged")
    return found


def uneven(one: Measured, every: Measured) -> bool:
    """Tell whether right labels of a group are flagged far oftener than those of all."""
    rate, usual = one.false_flags, every.false_flags
    return one.kind != "all" and rate[1] > usual[2] and rate[0] >= TIMES * usual[0]


def findings(final: Flags | None) -> tuple[Finding, ...]:
    """Return a warning for the groups whose right labels are flagged far oftener than others'."""
    if final is None or not final.measured:
        return ()
    every, made = final.measured[0], []
    for kind, many in (("class", "classes"), ("slice", "slices")):
        groups = [m for m in final.measured if m.kind == kind and uneven(m, every)]
        if not groups:
            continue
        groups.sort(key=lambda m: (-m.false_flags[1], m.group))
        # Names of slices set classes apart themselves.
        names = [f"`{m.group}`" if kind == "class" else m.group for m in groups[:NAMED]]
        rates = [
            f"{name} ({percent(m.false_flags[0])})" for name, m in zip(names, groups, strict=False)
        ]
        rest = f", and {len(groups) - NAMED} more" if len(groups) > NAMED else ""
        message = (
            f"Right labels of some {many} are flagged far more often than the "
            f"{percent(every.false_flags[0])} of all: {', '.join(rates)}{rest}."
        )
        lone = kind == "class" and len(groups) == 1
        made.append(
            Finding(
                "uneven-flags", "warning", message,
                "Look at its flags one by one before you change a label; don't drop them.",
                "class" if lone else "data", groups[0].group if lone else "",
                value=groups[0].false_flags[0],
            )
        )  # fmt: skip
    return tuple(made)


def _rank(one: Measured) -> tuple[float, float, str]:
    """Return what sorts groups, worst first: by the sure part of false flags, then of recall."""
    return (
        -float(np.nan_to_num(one.false_flags[1])),
        float(np.nan_to_num(one.recall[2], nan=1.0)),
        one.group,
    )


def _plain(one: Measured) -> dict[str, Any]:
    rates = {name: _ends(getattr(one, name)) for name in RATES}
    return {
        "group": word(one.group), "kind": one.kind, "items": int(one.items),
        "planted": int(one.planted), **rates,
    }  # fmt: skip


def _ends(rate: Interval) -> dict[str, float | None] | None:
    if not np.isfinite(rate[0]):
        return None
    return {name: number(v) for name, v in zip(("estimate", "low", "high"), rate, strict=True)}
