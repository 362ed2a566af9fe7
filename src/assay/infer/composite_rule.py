"""One labelling rule made of several views, calibrated on positives alone."""

from dataclasses import dataclass

import numpy as np

from assay.evidence import Evidence
from assay.method import Inference
from assay.posterior import TagPosterior
from assay.types import Bools, Floats, Fraction, NonNegative, Positive

#: Probabilities are kept so far from 0 and 1.
LEAST = 1e-6


@dataclass(frozen=True)
class CompositeRule(
    Inference, reads={"tags", "soft", "gold"}, truth={"any_of"}, paper="ascione2025"
):
    """Join the rankings that several views give, and calibrate them on known positives.

    Trusted sources and the given label name tags that items are known to have; that they don't name
    one says nothing, for they are few and far between. All other sources are views: their claims
    weigh how like a tag an item is, in any unit, and none at all if they deny it. For each tag a
    view becomes the normal score of its rank among the items, so that units don't matter; an
    item that a view says nothing of comes last. A weighted sum of the scores goes through one
    logistic curve. Weights and curve minimise the mean of -log P over the known positives plus
    `firm` times how far each tag's mean P is off its prior, squared, as a share of it: an item is
    never penalised for not being known. Known positives are certain in the answer. Without any it
    is the mean of the views, each as a share of its highest word on the tag.

    Equation
    --------
    P[i, t] = sigmoid(start + sum over views v of weight[v] * score[v][i, t])
    score[v][i, t] = normal quantile of (rank of i in v for t - 1/2) / n
    paid    = mean over known positives of -log(P) + ridge * sum of (weight - mean weight) ** 2
              + firm * sum over tags of (mean over items of P[i, t] - share[t]) ** 2 / share[t]
    share[t] = prior * (known positives of t) / (mean of that over tags)

    Parameters
    ----------
    prior
        Share of the items that a tag holds for, on average; tags that are known oftener are
        taken to be commoner in proportion.
    firm
        Weight of the prior.
    ridge
        Weight of the squared differences of the views' weights from equal ones.

    Assumes
    -------
    Which positives are known hangs on the item no more than on what the views see; the prior is
    about right, for positives alone can't tell it.

    Cost
    ----
    Time O(views n K (log n + rounds)), memory O(views n K).

    Figures: the paper's recall needs a language model and patents. The tests check that held-out
    positives are recalled nearly as by the best mixture of views.

    References
    ----------
    ascione2025

    Examples
    --------
    >>> from assay.evidence import Evidence, Source
    >>> from dataclasses import replace
    >>> known = Evidence.tags([[1], [0], [0], [0]], ["energy"], np.arange(4) < 1)
    >>> view = Evidence.tags([[1], [1], [1], [1]], ["energy"])
    >>> view = replace(
    ...     view,
    ...     claim=view.claim.multiply([[0.9], [0.8], [0.2], [0.1]]).tocsr(),
    ...     sources=(Source("view", "model"),),
    ... )
    >>> proba = CompositeRule(prior=0.5).infer(known.join(view)).proba
    >>> bool(proba[0, 0] == 1 and proba[1, 0] > 0.5 > proba[3, 0])
    True
    """

    prior: Fraction = 0.2
    firm: NonNegative = 20.0
    ridge: Positive = 0.001

    def infer(self, evidence: Evidence) -> TagPosterior:
        """Return the chance that each tag holds."""
        views, known, denied = _views(evidence)
        shape = evidence.n_items, len(evidence.classes)
        if not known.any() or not len(views):
            proba = np.where(known, 1.0, _mean(views, self.prior, shape))
            return TagPosterior(evidence.classes, np.where(denied, 0.0, proba))
        ranks = np.stack([_ranks(view) for view in views])
        counts = known.sum(axis=0)
        share = np.clip(self.prior * counts / counts.mean(), LEAST, 1 - LEAST)
        weight = self._calibrate(ranks, known, share)
        proba = _curve(ranks, weight)[0].reshape(shape)
        proba = np.where(known, 1.0, np.where(denied, 0.0, proba))
        return TagPosterior(evidence.classes, proba)

    def _calibrate(self, ranks: Floats, known: Bools, share: Floats) -> Floats:
        """Return (views + 1,) how steeply each view's score counts, and the intercept."""
        from scipy.optimize import minimize

        views, n = len(ranks), known.shape[0]
        there = known / max(int(known.sum()), 1)

        def cost(weight: Floats) -> tuple[float, Floats]:
            proba, slope = _curve(ranks, weight)
            off = proba.mean(axis=0) - share
            even = weight[:-1] - weight[:-1].mean()
            value = -(there * np.log(proba)).sum() + self.firm * (off**2 / share).sum()
            value += self.ridge * (even**2).sum()
            pull = -there * slope / proba + 2 * self.firm * (off / share) * slope / n
            change = np.append(np.tensordot(ranks, pull, 2), pull.sum())
            change[:-1] += 2 * self.ridge * even
            return float(value), change

        start = np.append(np.full(views, 2.0 / views), np.log(share.mean() / (1 - share.mean())))
        bounds = [(0.0, None)] * views + [(None, None)]
        found = minimize(cost, start, jac=True, bounds=bounds, method="L-BFGS-B")
        return np.asarray(found.x)


def _views(evidence: Evidence) -> tuple[Floats, Bools, Bools]:
    """Return (V, n, K) what views say, NaN where nothing; (n, K) what is known, and known not."""
    n, k = evidence.n_items, len(evidence.classes)
    trusted = np.array([one.trusted for one in evidence.sources], bool)
    given = np.array([one.kind == "given" for one in evidence.sources], bool)
    claim = evidence.claim.tocoo()
    row, tag = claim.coords
    item, source = evidence.item[row], evidence.source[row]
    negated = np.asarray(evidence.negated)[row]
    some = claim.data > 0
    known, denied = np.zeros((n, k), bool), np.zeros((n, k), bool)
    positive = (trusted | given)[source] & ~negated & some
    known[item[positive], tag[positive]] = True
    negative = trusted[source] & negated & some
    denied[item[negative], tag[negative]] = True
    view = ~trusted & ~given
    views = np.full((int(view.sum()), n, k), np.nan)
    seen = view[source]
    place = np.cumsum(view) - 1
    said = np.where(negated, 0.0, claim.data)
    views[place[source[seen]], item[seen], tag[seen]] = said[seen]
    return views, known, denied & ~known


def _mean(views: Floats, prior: float, shape: tuple[int, int]) -> Floats:
    """Return (n, K) means over the views that speak, each as a share of its highest word."""
    said = np.isfinite(views)
    value = np.where(said, views, 0.0)
    top = value.max(axis=1, initial=0.0, keepdims=True)
    shares = np.divide(value, top, out=np.zeros_like(value), where=top > 0).sum(axis=0)
    count = said.sum(axis=0)
    return np.asarray(np.divide(shares, count, out=np.full(shape, prior), where=count > 0))


def _ranks(view: Floats) -> Floats:
    """Return (n, K) normal scores of each column's ranks, high is like it; ties share, NaN last."""
    from scipy.special import ndtri
    from scipy.stats import rankdata

    said = np.isfinite(view)
    rank = rankdata(np.where(said, view, -np.inf), axis=0)
    rank = np.where(said, rank, 1.0)
    return np.asarray(ndtri((rank - 0.5) / max(len(view), 1)))


def _curve(ranks: Floats, weight: Floats) -> tuple[Floats, Floats]:
    """Return the logistic curve of the weighted ranks, and its slope."""
    from scipy.special import expit

    proba = np.clip(expit(np.tensordot(weight[:-1], ranks, 1) + weight[-1]), LEAST, 1 - LEAST)
    return proba, proba * (1 - proba)
