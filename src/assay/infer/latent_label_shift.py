"""Classes without labels, told apart by how they shift between domains."""

from dataclasses import dataclass

import numpy as np

from assay.errors import DataError
from assay.evidence import Evidence
from assay.kernels.infer.shifted_domains import factorise, in_domain, shares_of_items
from assay.kernels.votes import cut, majority
from assay.method import Inference
from assay.parts.folds import folds as into_folds
from assay.parts.predictions import out_of_fold
from assay.parts.probes import Linear
from assay.posterior import Posterior
from assay.types import Array, Count, Floats, Ints, Seed, Whole

#: Pairs of items whose distances tell how wide the waves are.
PAIRS = 2000


@dataclass(frozen=True)
class LatentLabelShift(Inference, reads={"gold"}, truth={"one_of"}, paper="roberts2022"):
    """Find the classes of items that nobody labelled, by how they shift between domains.

    What shifts together belongs together: domains (hospitals, years, shops) hold the same classes
    in other shares. A classifier learns which domain an item is from, out of fold; items are
    gathered in cells by what it says; how often each domain falls in each cell is factorised into
    cells by class and classes by domain, as topic models do with words and documents. An item's
    class then follows from its domain's shares and the classifier. So classes are found that don't
    lie together in the features. Which class is which the labels that there are say, few as they
    may be; without any the order means nothing.

    Equation
    --------
    items of domain d in cell c ~ sum over k of P(c | k) * P(k | d)
    P(d | x)    = sum over k of P(k | x) * P(d | k), P(d | k) ~ P(k | d)
    P(k | x, d) ~ P(k | x) * P(k | d) / (mean over domains of P(k | d))

    P(d | x): a classifier's, as if domains were as large; cells: k-means of it; the rest likeliest.
    ~ means "in proportion to".

    Parameters
    ----------
    cells
        Cells that items are gathered in, at least one a class.
    waves
        Random waves (Fourier features) beside the features, so that domains may differ in curves.
    seed
        Of folds, waves, cells and starts.

    Assumes
    -------
    Classes look the same in every domain; there are as many domains as classes at least, with
    shares that differ; every class has items that no other class looks like; many more items a
    domain than cells.

    Cost
    ----
    Ten logistic regressions of D classes, time O(cells n D + K D (n + cells)) for the rest.

    References
    ----------
    roberts2022

    Figures: where the shares of classes differ little (Dirichlet shares of .5) it fails, as k-means
    doesn't.

    Examples
    --------
    >>> import numpy as np
    >>> from assay.evidence import Evidence
    >>> random = np.random.default_rng(0)
    >>> domain = np.repeat([0, 1], 200)
    >>> truth = (random.random(400) < np.where(domain == 0, 0.2, 0.8)).astype(int)
    >>> features = truth[:, None] * 4 + random.normal(size=(400, 1))
    >>> few = Evidence.labels(np.where(np.arange(400) % 40 == 0, truth, -1), ["a", "b"])
    >>> found = LatentLabelShift(cells=6, waves=0).infer(few, features, domain)
    >>> bool((found.labels == truth).mean() > 0.9)
    True
    """

    cells: Count = 30
    waves: Whole = 256
    seed: Seed = 0

    def infer(self, evidence: Evidence, features: Floats, groups: Array) -> Posterior:
        """Return the posterior; groups are the domains."""
        k = len(evidence.classes)
        names, domain = np.unique(np.asarray(groups).astype(str), return_inverse=True)
        who = type(self).__name__
        if len(names) < 2:
            raise DataError(who, "there must be two domains at least", got=str(len(names)))
        if self.cells < k:
            raise DataError(who, "there must be a cell a class at least", got=str(self.cells))
        if len(domain) <= self.cells:
            raise DataError(who, "there must be more items than cells", got=str(len(domain)))
        chances = self._domains(_dense(features), domain, len(names))
        cell = self._cells(chances)
        counts = np.zeros((self.cells, len(names)))
        np.add.at(counts, (cell, domain), 1)
        _, share = factorise(counts, k, self.seed)
        proba = in_domain(shares_of_items(chances, share), share, domain)
        return Posterior(evidence.classes, proba[:, named(evidence, proba)])

    def _domains(self, features: Floats, domain: Ints, n_domains: int) -> Floats:
        """Return (n, D) P(domain | item), out of fold, as if domains were as large."""
        probe = Linear(with_waves(features, self.waves, self.seed))
        fold = into_folds(domain, None, self.seed)
        proba = out_of_fold([[probe]], domain, fold, n_domains, None).astype(np.float64)
        proba /= np.bincount(domain, minlength=n_domains)
        proba /= proba.sum(axis=1, keepdims=True)
        return np.asarray(proba)

    def _cells(self, chances: Floats) -> Ints:
        from sklearn.cluster import KMeans

        made = KMeans(self.cells, n_init=5, random_state=self.seed)
        return np.asarray(made.fit_predict(chances))


def with_waves(features: Floats, waves: int, seed: int) -> Floats:
    """Return features with as many random waves beside them, as wide as items lie apart."""
    if not waves:
        return features
    random = np.random.default_rng(seed)
    one, other = random.integers(0, len(features), (2, PAIRS))
    apart = ((features[one] - features[other]) ** 2).sum(axis=1)
    apart = apart[apart > 0]
    width = np.sqrt(np.median(apart)) / 2 if apart.size else 1.0
    turn = random.normal(size=(features.shape[1], waves)) / width
    made = np.cos(features @ turn + random.uniform(0, 2 * np.pi, waves))
    scale = np.sqrt((features**2).sum(axis=1).mean() / max((made**2).sum(axis=1).mean(), 1e-12))
    return np.hstack([features, made * scale])


def named(evidence: Evidence, proba: Floats) -> Ints:
    """Return (K,) which column is which class, so that most of what was said is right."""
    from scipy.optimize import linear_sum_assignment

    heard = np.bincount(evidence.item, minlength=evidence.n_items) > 0
    if not heard.any():
        return np.arange(proba.shape[1])
    said = majority(evidence, cut(evidence))
    return np.asarray(linear_sum_assignment(-(said[heard].T @ proba[heard]))[1])


def _dense(features: Floats) -> Floats:
    dense = features.toarray() if hasattr(features, "toarray") else np.asarray(features)
    dense = dense - dense.mean(axis=0)
    return np.asarray(dense, np.float64)
