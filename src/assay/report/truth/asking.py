"""What to ask next, and whom: what one more vote is expected to tell."""

from typing import Any

import numpy as np

from assay.posterior import Posterior, TagPosterior
from assay.report.plain import number, plain, word
from assay.report.truth.run import TruthRun
from assay.report.truth.tables import binary_entropy
from assay.report.truth.uncertain import doubt
from assay.types import Bools, Floats, Ints

#: Items asked about, sources considered, cells of one table of what may be said.
ITEMS, SOURCES, CELLS = 50, 200, 20_000_000
#: Least chance, so that logarithms stay finite.
TINY = 1e-12


def asking(run: TruthRun) -> list[dict[str, Any]]:
    """Return the items whose next vote buys most, with the source that would tell most.

    `left` is the doubt there is now, in nats, of numbers the deviation; `gain` how much of it one
    more vote of that source is expected to take away. Where all have spoken, somebody new is
    taken to be like the mean of all.
    """
    value = doubt(run)
    worst = np.argsort(-value, kind="stable")[:ITEMS]
    worst, able = worst[value[worst] > 0], askable(run)
    if not able.size or not worst.size:
        return []
    gain = gains_of(run, worst, able)
    free = ~voted(run, worst, able)
    mean, gain = gain.mean(axis=1), np.where(free, gain, -1.0)
    who, most = able[gain.argmax(axis=1)], gain.max(axis=1)
    names = [
        run.evidence.sources[s].name if g >= 0 else None
        for s, g in zip(who.tolist(), most.tolist(), strict=True)
    ]
    most = np.where(most >= 0, most, mean)
    ids, order = np.asarray(run.dataset.ids), np.argsort(-most, kind="stable")
    return [_row(ids[worst[i]], value[worst[i]], most[i], names[i]) for i in order.tolist()]


def gains_of(run: TruthRun, items: Ints, sources: Ints) -> Floats:
    """Return (m, S) how much doubt one vote of each source is expected to take from each item."""
    match run.posterior:
        case Posterior():
            return gains(run.posterior.proba[items], tables_of(run, sources))
        case TagPosterior():
            right = np.clip(np.nan_to_num(run.worth.accuracy[sources], nan=0.5), TINY, 1 - TINY)
            yes = run.posterior.proba[items][:, :, None]
            answer = binary_entropy(yes * right + (1 - yes) * (1 - right))
            return np.asarray(np.maximum(answer - binary_entropy(right), 0.0).sum(axis=1))
    now = run.posterior.deviation[items][:, None]
    off = np.nan_to_num(run.worth.accuracy[sources], nan=np.inf)
    return np.asarray(now - 1 / np.sqrt(1 / now**2 + 1 / np.maximum(off, TINY) ** 2))


def _row(item: Any, left: float, gain: float, source: str | None) -> dict[str, Any]:
    return {
        "item": plain(item),
        "source": None if source is None else word(source),
        "gain": number(gain),
        "left": number(left),
    }


def askable(run: TruthRun) -> Ints:
    """Return the sources that may be asked: those with most votes, gold and the unheard not."""
    open_ = np.array([not source.trusted for source in run.evidence.sources], bool)
    able = np.flatnonzero(open_ & (run.worth.votes > 0))
    k = max(1, len(run.evidence.classes))
    most = int(min(SOURCES, max(1, CELLS // (ITEMS * k * k))))
    order = np.argsort(-run.worth.votes[able], kind="stable")[:most]
    return np.sort(able[order])


def tables_of(run: TruthRun, sources: Ints) -> Floats:
    """Return (S, K, K) P(source says j | truth is k) as the method learnt it, or by accuracy."""
    posterior, k = run.posterior, len(run.evidence.classes)
    if isinstance(posterior, Posterior) and posterior.confusion is not None:
        return np.asarray(posterior.confusion[sources], np.float64)
    right = np.nan_to_num(run.worth.accuracy[sources], nan=1 / k)
    wrong = (1 - right) / max(k - 1, 1)
    table = np.repeat(wrong, k * k).reshape(-1, k, k)
    table[:, np.arange(k), np.arange(k)] = right[:, None]
    return np.asarray(table)


def gains(proba: Floats, tables: Floats) -> Floats:
    """Return (m, S) nats that one vote of each source is expected to tell of each item.

    The mutual information of truth and answer: the entropy of the answer less what is left of
    it when the truth is known.
    """
    told = np.maximum(tables, TINY)
    noise = -np.einsum("skj,skj->sk", told, np.log(told))
    answer = np.maximum(np.einsum("ik,skj->isj", np.asarray(proba, np.float64), told), TINY)
    entropy = -np.einsum("isj,isj->is", answer, np.log(answer))
    return np.asarray(np.maximum(entropy - proba @ noise.T, 0.0))


def voted(run: TruthRun, items: Ints, sources: Ints) -> Bools:
    """Return (m, S) whether the source spoke of the item already."""
    place = np.full(run.evidence.n_items, -1)
    place[items] = np.arange(len(items))
    column = np.full(run.evidence.n_sources, -1)
    column[sources] = np.arange(len(sources))
    row, col = place[run.evidence.item], column[run.evidence.source]
    both = (row >= 0) & (col >= 0)
    found = np.zeros((len(items), len(sources)), bool)
    found[row[both], col[both]] = True
    return found
