"""Shares of classes, corrected for a judge's mistakes."""

from dataclasses import dataclass

import numpy as np

from assay.errors import UnknownName
from assay.evidence import Evidence
from assay.kernels.interval import wilson
from assay.kernels.sources.agreed import hard_answers
from assay.kernels.sources.prevalence import lang_reiczigel, rogan_gladen
from assay.method import Estimator
from assay.results import Estimate, Verdict
from assay.types import Array, Floats, Ints


@dataclass(frozen=True)
class PrevalenceCorrected(
    Estimator, reads={"votes", "gold"}, truth={"one_of", "ordered"}, paper="rogan1978"
):
    """Estimate how common each class is from a judge whose mistakes were measured on checked items.

    A judge that calls 10 % of the negative items positive makes a class of 5 % look like one of
    14 %. From the checked items come its sensitivity and specificity for each class; Rogan and
    Gladen's formula turns the share it calls so into the share that is so. The interval, Lang
    and Reiczigel's, counts the chance in all three. `about` has `called` (the judge's own
    shares), `sensitivity` and `specificity`, (K, 3) each with their intervals.

    Figures: tests count how often the interval holds the truth, over drawn sets and over draws of
    the checks of real judges (`tests/estimate/test_prevalence_corrected.py`).

    Equation
    --------
    share[k] = (called[k] + specificity[k] - 1) / (sensitivity[k] + specificity[k] - 1), in [0, 1]
    sensitivity[k] = share called k of the checked items that are k
    specificity[k] = share not called k of the checked items that are not k

    Parameters
    ----------
    judge
        Name of the source; empty for the first model, or else the first source that isn't trusted.

    Assumes
    -------
    The checked items were drawn at random, or within each class at random where there are two: the
    judge makes its mistakes as often on the others. The checks are right. With more than two
    classes, that the classes mix among the checked as among all.

    Cost
    ----
    Time O(claims), memory (K, K).

    References
    ----------
    rogan1978, and lang2014 for the interval.

    Examples
    --------
    >>> from assay.evidence import Evidence
    >>> said = np.array([1] * 30 + [0] * 70)
    >>> gold = np.array([1] * 18 + [0] * 2 + [-1] * 10 + [0] * 18 + [1] * 2 + [-1] * 50)
    >>> judge = Evidence.votes(np.arange(100), ["judge"] * 100, said, ("no", "yes"))
    >>> PrevalenceCorrected().estimate(judge, gold).value.round(3).tolist()
    [0.75, 0.25]
    """

    judge: str = ""

    def estimate(self, evidence: Evidence, gold: Ints | None = None) -> Estimate:
        """Return (K,) share of each class among the items the judge spoke of.

        Parameters
        ----------
        gold
            (n,) true class of the checked items, -1 for the others; by default what trusted
            sources say.
        """
        k = len(evidence.classes)
        item, source, code = hard_answers(evidence)
        said = np.full(evidence.n_items, -1)
        mine = source == self._who(evidence)
        said[item[mine]] = code[mine]
        truth = _trusted(evidence, item, source, code) if gold is None else np.asarray(gold)
        both = (said >= 0) & (truth >= 0)
        cells = truth[both] * k + said[both]
        table = np.bincount(cells, minlength=k * k).reshape(k, k).astype(float)
        called = np.bincount(said[said >= 0], minlength=k).astype(float)
        return _corrected(table, called)

    def _who(self, evidence: Evidence) -> int:
        names = [source.name for source in evidence.sources]
        if self.judge and self.judge not in names:
            raise UnknownName.of("source", self.judge, names, "PrevalenceCorrected")
        if self.judge:
            return names.index(self.judge)
        models = [at for at, one in enumerate(evidence.sources) if one.kind == "model"]
        plain = [at for at, one in enumerate(evidence.sources) if not one.trusted]
        return (models or plain or [-1])[0]


def _trusted(evidence: Evidence, item: Ints, source: Ints, code: Ints) -> Ints:
    """Return (n,) what trusted sources say, -1 where they say nothing."""
    trusted = np.array([one.trusted for one in evidence.sources], bool)
    truth, sure = np.full(evidence.n_items, -1), trusted[source]
    truth[item[sure]] = code[sure]
    return truth


def _corrected(table: Floats, called: Floats) -> Estimate:
    """Return the estimate, from (K, K) checked items by truth and by what the judge said."""
    items, checked = called.sum(), table.sum()
    caught, positives = np.diag(table).copy(), table.sum(axis=1)
    negatives = checked - positives
    cleared = negatives - (table.sum(axis=0) - caught)
    share = called / max(items, 1)
    rates = [_with_ends(*pair) for pair in ((caught, positives), (cleared, negatives))]
    about: dict[str, Array] = {
        "called": _with_ends(called, np.full_like(called, items)),
        "sensitivity": rates[0], "specificity": rates[1], "checked": np.asarray(int(checked)),
    }  # fmt: skip
    value = rogan_gladen(share, rates[0][:, 0], rates[1][:, 0])
    low, high = lang_reiczigel(called, items, caught, positives, cleared, negatives)
    told = (positives > 0) & (negatives > 0)
    value = np.where(told, value, share)
    low, high = np.where(told, low, 0.0), np.where(told, high, 1.0)
    narrow = bool(((low > 0) | (high < 1)).any())
    verdict: Verdict = "identified" if told.all() else "bounded"
    verdict = verdict if narrow else "cannot-be-told"
    return Estimate(
        value, np.minimum(low, value), np.maximum(high, value), verdict=verdict, about=about,
        assumes=(
            "The checked items were drawn at random, or within each of two classes.",
            "The checks are right.",
        ),
        settle="More checked items of each class narrow it most where the judge errs often.",
    )  # fmt: skip


def _with_ends(hits: Floats, trials: Floats) -> Floats:
    """Return (K, 3) share and the ends of its interval; a half in [0, 1] without trials."""
    share = np.divide(hits, trials, out=np.full(len(hits), 0.5), where=trials > 0)
    return np.column_stack([share, *wilson(hits, trials)])
