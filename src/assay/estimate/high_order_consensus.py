"""The noise matrix, from how often three labels of one truth agree."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assay.dataset import Neighbours
from assay.evidence import Evidence, heaviest
from assay.kernels.estimate.cell_interval import by_variance
from assay.kernels.estimate.consensus import Consensus, fit, of_neighbours, tabulate
from assay.kernels.estimate.information import variance
from assay.kernels.estimate.kruskal import dominant, identifiable, kruskal_rank
from assay.method import Estimator
from assay.results import Estimate, Verdict
from assay.types import Floats, Ints, NonNegative

#: Triples of neighbours use every label about three times.
SHARED = 3.0
#: Fewer triples than this tell nothing.
FEWEST = 30


@dataclass(frozen=True)
class HighOrderConsensus(
    Estimator, reads={"labels", "votes"}, truth={"one_of", "ordered"}, paper="zhu2021"
):
    """Estimate the noise matrix from the agreement of three labels, without any model.

    Three labels of an item are drawn from the row of its true class. How often they agree, one by
    one, in pairs and all three, settles noise matrix and class shares, up to the names of the
    classes, if Kruskal's condition holds; that most labels of each class are right settles the
    names. Where the evidence has three votes an item, these are the labels; three sources that
    are the same for all items have a matrix each, and the first one's is returned. Otherwise an
    item's label and those of its two nearest neighbours stand for three labels of the item. With
    neither, a flat matrix is returned with the verdict that it can't be told.

    Of all matrices the one is taken under which the table of triples is most likely; its margins
    are the agreement of first and second order, so that none is lost. Cells have Wilson's limits,
    with the variance of the information that the table holds; a label that stands in three
    triples counts once.

    Equation
    --------
    P(a, b, c) = sum over k of prior[k] * T[k, a] * T[k, b] * T[k, c]
    T, prior   = those of largest sum over triples of log P(a, b, c), rows of T drawn by shrinkage
                 labels' worth towards the pooled rate
    told where 3 * Kruskal's rank of T >= 2 * K + 2 and T[k, k] > T[k, j] for all j != k

    Assumes
    -------
    Which label an item is given depends on its true class alone, and one label doesn't depend on
    another. Each class is given its own label most often. For neighbours: an item and its two
    nearest neighbours are of one class; where classes overlap, overlap counts as noise.

    Cost
    ----
    Time O(n + rounds m K) with m distinct triples, at most K^3 / 6; memory 8 M cells at most.
    Kruskal's condition and the information are matrices of K^2 cells a side up to 24 classes.

    Parameters
    ----------
    shrinkage
        How many labels' worth each row is drawn towards the pooled error rate.

    Notes
    -----
    Figures: tests hold it on digits near the matrix by neighbours alone, and on pictures labelled
    by three people each, though these err alike. Where neighbours in an embedding are often of
    another class, overlap is counted as noise.

    References
    ----------
    zhu2021 for neighbours as further labels.
    liu2023 for the condition under which the matrix is identified.

    Examples
    --------
    >>> import numpy as np
    >>> votes = np.array([[0, 0, 0]] * 40 + [[1, 1, 1]] * 40 + [[0, 0, 1]] * 5 + [[1, 0, 1]] * 5)
    >>> item, source = np.divmod(np.arange(votes.size), 3)
    >>> evidence = Evidence.votes(item, source, votes.ravel(), classes=["a", "b"])
    >>> found = HighOrderConsensus(shrinkage=0.0).estimate(votes[:, 0], evidence=evidence)
    >>> found.verdict, found.about["matrices"].round(2).tolist()[2]
    ('identified', [[0.89, 0.11], [0.0, 1.0]])
    """

    shrinkage: NonNegative = 1.0

    def estimate(
        self,
        labels: Ints,
        neighbours: Neighbours | None = None,
        evidence: Evidence | None = None,
        classes: Sequence[object] | None = None,
    ) -> Estimate:
        """Return P(given j | truth k) at [k, j].

        `about` holds `joint` (K, K), `prior` (K,), `matrices` (V, K, K), `kruskal` (3,) ranks,
        `singular` (3,) smallest singular values and `triples`, how many there were.
        """
        k = _width(labels, evidence, classes)
        votes, views = _of_votes(evidence)
        if len(votes) >= FEWEST:
            return self._packed(votes, k, views, voted=True)
        near = neighbours is not None and neighbours.index.shape[1] >= 2
        if neighbours is not None and near:
            _, triples = of_neighbours(labels, neighbours.index)
            if len(triples) >= FEWEST:
                return self._packed(triples, k, 1, voted=False)
        lack = f"Fewer than {FEWEST} items have three labels" if near else WANTING
        return untold(k, f"{lack}: {SETTLE[0].lower()}{SETTLE[1:]}")

    def _packed(self, label: Ints, k: int, views: int, *, voted: bool) -> Estimate:
        table = tabulate(label, k, alike=views == 1)
        found = fit(table, k, views=views, weight=self.shrinkage)
        design = 1.0 if voted else SHARED
        spread = variance(table, found, design)
        trials = len(label) * (3 / views if voted else 1) * found.prior[:, None]
        value = found.noise[0]
        low, high = by_variance(value, spread[0], trials)
        ranks, singular = _ranks(found, spread)
        told = identifiable(ranks, k) and bool(dominant(found.noise.mean(axis=0)).all())
        verdict: Verdict = ("identified" if voted else "bounded") if told else "cannot-be-told"
        if not told:
            low, high = np.zeros_like(value), np.ones_like(value)
        return Estimate(
            value, low, high, verdict=verdict,
            assumes=(*ASSUMES, VOTED if voted else CLUSTERED),
            settle="" if verdict == "identified" else _settle(ranks, k, told=told),
            about={
                "joint": found.prior[:, None] * value, "prior": found.prior,
                "matrices": found.noise, "kruskal": np.array(ranks),
                "singular": singular, "triples": np.asarray(len(label)),
            },
        )  # fmt: skip


WANTING = "There are fewer than three labels an item, and no features to find its like by"
ASSUMES = (
    "Which label an item is given depends on its true class alone.",
    "Each class is given its own label most often.",
)
VOTED = "The votes on an item don't depend on each other but for its true class."
CLUSTERED = "An item and its two nearest neighbours are of one class; overlap counts as noise."
SETTLE = "Three labels an item by different people, or features that tell the classes apart."


def untold(k: int, settle: str) -> Estimate:
    """Return that nothing is known of the noise of k classes."""
    flat = np.full((k, k), 1 / k)
    return Estimate(
        flat, np.zeros((k, k)), np.ones((k, k)), verdict="cannot-be-told",
        assumes=ASSUMES, settle=settle,
        about={"joint": flat / k, "prior": np.full(k, 1 / k), "triples": np.asarray(0)},
    )  # fmt: skip


def _settle(ranks: tuple[int, ...], k: int, *, told: bool) -> str:
    if told:
        return "Three labels an item by different people, or labels checked by a person."
    if not identifiable(ranks, k):
        return (
            f"Kruskal's condition is not met: ranks {ranks[0]} + {ranks[1]} + {ranks[2]} are less "
            f"than 2 * {k} + 2, so that other matrices explain the labels as well. More items, or "
            "labels checked by a person, tell classes apart that look alike."
        )
    return (
        "Some class is more often given another label than its own, so that its name can't be "
        "told: some labels checked by a person would."
    )


def _ranks(found: Consensus, spread: Floats) -> tuple[tuple[int, ...], Floats]:
    """Return Kruskal's rank and the least singular value of the three views.

    Singular values move by no more than the matrix does: those within its error are no rank.
    """
    ranks, singular = [], []
    for noise, error in zip(found.noise, spread, strict=True):
        ranks.append(kruskal_rank(noise, max(1e-6, float(np.sqrt(error.sum(axis=1).mean())))))
        singular.append(float(np.linalg.svd(noise, compute_uv=False)[-1]))
    times = 3 // len(ranks)
    return tuple(ranks * times), np.array(singular * times)


def _width(labels: Ints, evidence: Evidence | None, classes: Sequence[object] | None) -> int:
    """Return the number of classes, at least 2."""
    seen = int(labels.max(initial=-1)) + 1
    named = len(classes) if classes is not None else 0
    said = len(evidence.classes) if evidence is not None else 0
    return max(2, seen, named, said)


def _of_votes(evidence: Evidence | None) -> tuple[Ints, int]:
    """Return (m, 3) labels of the items with three votes, and how many matrices made them."""
    if evidence is None or evidence.n_sources < 3:
        return np.empty((0, 3), np.int64), 1
    one = (np.diff(evidence.claim.indptr) == 1) & ~np.asarray(evidence.negated)
    trusted = np.array([source.trusted for source in evidence.sources], bool)
    rows = np.flatnonzero(one & ~trusted[evidence.source])
    rows = rows[np.lexsort((evidence.source[rows], evidence.item[rows]))]
    item = np.asarray(evidence.item)[rows]
    first = np.searchsorted(item, item, side="left")
    place = np.arange(len(item)) - first
    size = np.searchsorted(item, item, side="right") - first
    three = rows[(size >= 3) & (place < 3)]
    label = heaviest(evidence.claim)[three].reshape(-1, 3)
    source = np.asarray(evidence.source)[three].reshape(-1, 3)
    fixed = len(source) > 0 and bool((source == source[0]).all())
    return label, 3 if fixed else 1
