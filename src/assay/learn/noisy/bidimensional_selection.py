"""Right labels told from wrong ones by two measures, for classes of very different sizes."""

from dataclasses import dataclass

import numpy as np

from assay.evidence import Evidence
from assay.kernels.dynamics.mixture import high, two_parts
from assay.kernels.learn.scores import jensen_shannon
from assay.kernels.learn.selection import clean_chance
from assay.learn.fit import Carrier, fit
from assay.learn.noisy.split import Split, known_items
from assay.learn.said import said
from assay.learn.second_opinion import second_opinion
from assay.method import Learner
from assay.model import Model
from assay.types import Bools, Features, Floats, Fraction, Ints


@dataclass(frozen=True)
class BidimensionalSelection(
    Learner, reads={"labels", "soft"}, truth={"one_of"}, carriers={"head", "classifier"},
    paper="lu2023b",
):  # fmt: skip
    """Tell right from wrong labels class by class, in rare classes by where items lie.

    First measure: how far label and prediction are apart (Jensen and Shannon), times how much
    likelier the best class is than the given one, up to what is usual of items with that label: of
    a rare class, the predictions of right labels are unsure too. Second measure: the cosine with
    the middle of the items given that label that look most like what its items mostly look like;
    where that is another class, likeness speaks against the label. In each class two normal parts
    are fitted to each. The first measure decides, but where it has no two parts of clearly
    different widths and the second splits the class across it. Wrong labels are replaced by
    predictions, as far as they are likely wrong; how likely labels are right is
    `Model.about["clean"]`.

    Assumes: right labels of a class lie together in the features.

    Cost: one training, and up to twenty fits of logistic regression without `predictions`.

    Equation
    --------
    far   = JSD(given, p) * clip(max p / p[given], 1, max u[given] / u[given][given])
    like  = cosine(x - mean of x, middle of the typical items of the label)
    clean = P(lower of two normal parts of far, or higher one of like, of the items with the label)
    paid  = mean over items of cross entropy(clean * said + (1 - clean) * p, trained model)
    p is out of fold; u[j] = mean p of items given j; JSD = Jensen and Shannon's divergence

    Parameters
    ----------
    alike
        From which ratio on the widths of the first measure's two parts are alike.

    References
    ----------
    lu2023b for both measures; which part is right is decided by a rule of our own.

    Examples
    --------
    >>> from assay.learn import Classifier
    >>> truth = np.repeat([0, 1], 50)
    >>> features = 2 * truth[:, None] + np.random.default_rng(0).normal(size=(100, 2))
    >>> wrong = np.arange(100) % 10 == 7
    >>> evidence = Evidence.labels(np.where(wrong, 1 - truth, truth))
    >>> model = BidimensionalSelection().learn(features, evidence, carrier=Classifier())
    >>> clean = model.about["clean"]
    >>> clean[wrong].mean().round(1).item(), clean[~wrong].mean().round(1).item()
    (0.0, 0.8)
    """

    alike: Fraction = 0.65

    def learn(
        self, features: Features, evidence: Evidence, predictions: Floats | None = None,
        carrier: Carrier = None,
    ) -> Model:  # fmt: skip
        """Return the model; `predictions` (n, K) are of models that didn't see the item."""
        first = said(evidence)
        if predictions is None:
            predictions = second_opinion(features, first, who="BidimensionalSelection")
        items, labels = known_items(first)
        clean = np.ones(len(first))
        if len(items):
            k = first.shape[1]
            guess = np.asarray(predictions, np.float64)[items]
            usual = class_means(guess, labels, k)
            far = weighted_distance(guess, labels, usual)
            # Sparse features have no middle to be looked at from: their predictions stand in.
            sparse = features is None or hasattr(features, "tocsr")
            rows = guess if sparse else np.asarray(features, np.float64)[items]
            like = centroid_cosine(rows, guess, labels, usual)
            clean[items] = self.decided(far, like, labels, usual)
        recipe = Split(first, clean, np.asarray(predictions))
        return fit(self, features, evidence.truth, recipe, carrier)

    def decided(self, far: Floats, like: Floats, labels: Ints, usual: Floats) -> Floats:
        """Return (m,) P(the label is right), by the measure that each class is decided by."""
        by_far = clean_chance(far, labels)
        # Where items of a class mostly look like another one, to be like those is to be wrong.
        own = usual.argmax(axis=1) == np.arange(len(usual))
        by_like = clean_chance(np.where(own[labels], -like, like), labels)
        second = self.by_second(far, by_like, labels, len(usual))
        return np.asarray(np.where(second[labels], by_like, by_far))

    def by_second(self, far: Floats, by_like: Floats, labels: Ints, k: int) -> Bools:
        """Return (K,) which classes the second measure decides."""
        parts = two_parts(far, labels, k)
        width = np.sqrt(parts.variance)
        even = width.min(axis=1) >= self.alike * width.max(axis=1)
        sides = []
        for part in (by_like > 0.5, by_like <= 0.5):
            many = np.bincount(labels[part], minlength=k)
            mean = np.bincount(labels[part], far[part], k) / np.maximum(many, 1)
            sides.append((many > 0) & (high(mean, np.arange(k), parts) > 0.5))
        return np.asarray(even & (sides[0] != sides[1]))


def class_means(guess: Floats, labels: Ints, k: int) -> Floats:
    """Return (K, K) the mean prediction of the items given each label; even where there are none.

    >>> class_means(np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([0, 0]), 2).tolist()
    [[0.5, 0.5], [0.5, 0.5]]
    """
    count = np.bincount(labels, minlength=k)
    sums = np.stack([np.bincount(labels, column, k) for column in guess.T], axis=1)
    return np.asarray(np.where(count[:, None], sums / np.maximum(count, 1)[:, None], 1 / k))


def weighted_distance(guess: Floats, labels: Ints, usual: Floats) -> Floats:
    """Return (m,) how far predictions are from labels, times how much another class leads."""
    k = len(usual)
    row = np.arange(len(guess))
    lead = guess.max(axis=1) / np.maximum(guess[row, labels], 1e-12)
    most = usual.max(axis=1) / np.maximum(usual.diagonal(), 1e-12)
    weight = np.clip(lead, 1, np.maximum(most[labels], 1))
    return np.asarray(weight * jensen_shannon(np.eye(k)[labels], guess))


def centroid_cosine(rows: Floats, guess: Floats, labels: Ints, usual: Floats) -> Floats:
    """Return (m,) the cosine with the middle of the typical items of the same label."""
    top = usual.argmax(axis=1)
    row = np.arange(len(rows))
    best = guess.argmax(axis=1)
    typical = (best == top[labels]) & (guess[row, best] >= usual[labels, best])
    rows = rows - rows.mean(axis=0)
    rows = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
    found = np.zeros(len(rows))
    for label in np.unique(labels):
        mine = np.flatnonzero(labels == label)
        chosen = mine[typical[mine]] if typical[mine].any() else mine
        middle = rows[chosen].mean(axis=0)
        found[mine] = rows[mine] @ middle / max(float(np.linalg.norm(middle)), 1e-12)
    return found
