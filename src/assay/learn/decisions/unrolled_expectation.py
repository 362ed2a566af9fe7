"""Few labels and everything else at once: clusters whose softness the labels decide."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from assay.evidence import Evidence
from assay.kernels.learn.scores import cross_entropy
from assay.learn.fit import Carrier, carrier_of, fit
from assay.learn.recipe import Recipe
from assay.learn.said import said
from assay.method import Learner
from assay.model import Model, linked
from assay.types import Bools, Count, Features, Floats, Ints

#: What is tried: how sharp clusters are, how far their sizes decide, and how soft answers are.
SCALES = (1.0, 3.0, 10.0, 30.0, 100.0, 300.0)
SIZES = (0.0, 0.3, 1.0, 3.0, 10.0)
SOFTNESS = (0.0, 1.0, 3.0)


class Knobs(NamedTuple):
    """What decides how labels spread: sharpness, the weight of sizes, softness."""

    scale: float = 10.0
    size: float = 1.0
    soft: float = 0.0


class Unlabelled(Recipe):
    """Labels, and posteriors of what nobody labelled."""

    def __init__(self, first: Floats, knobs: Knobs) -> None:
        super().__init__(first)
        self.knobs = knobs

    def believed(self) -> Floats:
        """Return the posteriors."""
        return self.first

    def found(self) -> dict[str, float]:
        """Return what the labels decided on."""
        return dict(self.knobs._asdict())


def spread(rows: Floats, target: Floats, labelled: Bools, knobs: Knobs, steps: int) -> Floats:
    """Return (n, K) posteriors of all items by steps of expectation and maximisation.

    Parameters
    ----------
    rows
        (n, d) features, their mean square distance from the middle about one.
    target
        (n, K) of labelled items; of others anything.
    labelled
        (n,).
    knobs
        See `Knobs`.
    steps
        How many.
    """
    known, free = target[labelled], rows[~labelled]
    fixed, counts = known.T @ rows[labelled], known.sum(axis=0)
    centre = fixed / np.maximum(counts, 1e-12)[:, None]
    absent = np.where(counts > 0, 0.0, -1e6)
    made = np.array(np.where(labelled[:, None], target, 0.0), np.float64)
    size = np.zeros(len(counts))
    for _ in range(steps):
        near = free @ centre.T - (centre**2).sum(axis=1) / 2
        logits = (knobs.scale * near + knobs.size * size) / (1 + knobs.soft)
        chance = linked(logits + absent, "softmax")
        size = np.log(chance.mean(axis=0) + 1e-6) + 1 if len(chance) else size
        centre = (chance.T @ free + fixed) / np.maximum(chance.sum(axis=0) + counts, 1e-12)[:, None]
        made[~labelled] = chance
    return made


def tuned(rows: Floats, target: Floats, labelled: Bools, fold: Ints, steps: int) -> Knobs:
    """Return the knobs under which labels that were hidden are told best, one after the other."""
    knobs = Knobs()
    hidden = [labelled & (fold == one) for one in np.unique(fold[labelled & (fold >= 0)])]
    if not hidden:
        return knobs

    def cost(at: Knobs) -> float:
        paid = [
            cross_entropy(target[out], spread(rows, target, labelled & ~out, at, steps)[out])
            for out in hidden
        ]
        return float(np.concatenate(paid).mean())

    for _ in range(2):
        for name, values in (("scale", SCALES), ("size", SIZES), ("soft", SOFTNESS)):
            costs = [cost(knobs._replace(**{name: value})) for value in values]
            knobs = knobs._replace(**{name: values[int(np.argmin(costs))]})
    return knobs


def dealt(labels: Ints, folds: int, seed: int) -> Ints:
    """Return (n,) which fold a label is hidden in; -1 for those a class can't do without."""
    fold = np.full(len(labels), -1)
    random = np.random.default_rng(seed)
    for k in np.unique(labels[labels >= 0]):
        mine = random.permutation(np.flatnonzero(labels == k))
        if len(mine) > 1:
            fold[mine] = np.arange(len(mine)) % min(folds, len(mine))
    return fold


@dataclass(frozen=True)
class UnrolledExpectation(
    Learner, reads={"labels", "soft"}, truth={"one_of"}, carriers={"head", "classifier"},
    paper="zhou2025a",
):  # fmt: skip
    """Spread few labels over all items by clusters, with softness and sizes that labels choose.

    Experimental: on digits with four labels a class it stays behind training on the labels alone,
    and far behind self-training.

    Some steps of expectation and maximisation: an item belongs to a class by its distance from the
    class's centre and by the class's size; centres are means by that. How sharp distances are, how
    far sizes decide and how soft answers are makes all the difference: they are chosen so that
    labels that were hidden are told best. Posteriors of all items then train the model. The paper
    learns one of each a step by descent over many tasks; here one of each for all steps is chosen
    from a few values.

    Assumes: classes are clusters of the features, alike in width.

    Cost: 28 times `folds` times `steps` passes of O(n K d), and one training.

    Equation
    --------
    q[k] ~ e^((scale * (x . c[k] - |c[k]|^2 / 2) + size * s[k]) / (1 + soft))
    c[k] = sum over items of q[k] * x / sum of q[k], q = said where labelled
    s[k] = log of mean q[k] over items without a label, + 1
    paid = mean over items of cross entropy(q, p), after `steps` turns
    scale, size, soft: the values of the least cross-entropy of q on labels that were hidden

    Parameters
    ----------
    steps
        Of expectation and maximisation.
    folds
        How often labels are hidden.

    References
    ----------
    zhou2025a

    Examples
    --------
    >>> from assay.learn import Classifier
    >>> features = np.array([[0.0], [1.0], [0.5], [9.0], [10.0], [9.5], [2.0], [8.0]])
    >>> evidence = Evidence.labels(np.array([0, 0, -1, 1, 1, -1, -1, -1]))
    >>> model = UnrolledExpectation().learn(features, evidence, Classifier())
    >>> model.believed.argmax(axis=1).tolist()
    [0, 0, 0, 1, 1, 1, 0, 1]
    """

    steps: Count = 10
    folds: Count = 4

    def learn(self, features: Features, evidence: Evidence, carrier: Carrier = None) -> Model:
        """Return the model."""
        first = said(evidence)
        labelled = np.asarray(~np.isnan(first).any(axis=1))
        if features is None or labelled.all() or not labelled.any():
            return fit(self, features, evidence.truth, Recipe(first), carrier)
        rows = features.toarray() if hasattr(features, "toarray") else np.asarray(features)
        rows = rows - rows.mean(axis=0)
        rows = rows / max(float(np.sqrt((rows**2).sum(axis=1).mean())), 1e-12)
        known = np.where(labelled[:, None], first, 0.0)
        labels = np.where(labelled, known.argmax(axis=1), -1)
        fold = dealt(labels, self.folds, carrier_of(carrier, self).seed)
        knobs = tuned(rows, known, labelled, fold, self.steps)
        target = spread(rows, known, labelled, knobs, self.steps)
        return fit(self, features, evidence.truth, Unlabelled(target, knobs), carrier)
