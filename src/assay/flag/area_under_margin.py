"""Suspicion by how far another class led the given label while a model was trained."""

from dataclasses import dataclass

import numpy as np

from assay.kernels.dynamics.curves import better, mean_over, usual
from assay.kernels.dynamics.head import Table, numbered, tabled, train
from assay.method import Detector
from assay.results import Flags
from assay.types import Bools, Floats, Fraction, Ints, Seed

REASON = (
    "while a model was trained, {suggested} was usually the best other class and the given {given} "
    "led by {margin:.2f}, against {cut:.2f} for labels known to be wrong"
)


@dataclass(frozen=True)
class AreaUnderMargin(Detector, reads={"labels"}, truth={"one_of"}, paper="pleiss2020"):
    """Suspect labels that lag behind another class over the whole of a model's training.

    A small network is trained on the features. The margin of an item is the logit of its label
    minus the best other; a right label is helped up by the others of its class, a wrong one has to
    be learnt against them. The area is the mean margin over the epochs. Where it stops being
    believable is measured: one in K + 1 items is given a class that doesn't exist, which is wrong
    for certain, and the area that 99 % of those stay below is the cut. A second run does so with
    other items; an item counts where it had its own label, and the cut is the mean of both. A label
    that led on average isn't flagged, whatever the cut. The score falls as the area rises.

    Assumes: items near in features mostly share their class, so that wrong labels are learnt late.
    Where classes overlap, the fake class draws from the overlap and the cut flags it.
    Few items a class are learnt by heart before they can be told: the ranking holds, but most
    wrong labels are not flagged.

    Cost: two trainings, each as for the part `dynamics`: half a second for a thousand items,
    half a minute for a million of 64 columns; 18 bytes an item an epoch.

    Equation
    --------
    area    = mean over epochs of logit[label] - max over k != label of logit[k]
    cut     = mean over two runs of the quantile of area among items given a class there is not
    score   = 1 / (1 + exp(area - cut))
    flagged where area < min(cut, 0)

    Parameters
    ----------
    quantile
        Share of the labels known to be wrong that are below the cut.
    seed
        Decides who is given the fake class, and the weights at the start.

    References
    ----------
    pleiss2020

    Examples
    --------
    >>> x = np.repeat([[0.0, 1.0], [1.0, 0.0]], 40, axis=0) + np.linspace(0, 0.3, 80)[:, None]
    >>> y = np.repeat([0, 1], 40)
    >>> y[7] = 1
    >>> flags = AreaUnderMargin().flag(labels=y, features=x)
    >>> flags.worst(1), flags.suggested[7]
    (array([7]), np.int64(0))
    """

    quantile: Fraction = 0.99
    seed: Seed = 0

    def flag(self, labels: Ints, features: Floats) -> Flags:
        """Score every item by how far its area under the margin is below the cut."""
        n = len(labels)
        area, runs, other = np.zeros(n), np.zeros(n), np.full(n, -1)
        cut = 0.0
        if (labels >= 0).sum() > 1:
            table = tabled(features, labels)
            items = table.order[labels[table.order] >= 0]
            for fake, turn in zip(self.fakes(labels[items]), (0, 1), strict=True):
                margin, limit, rival = self.run(table, items, labels[items], fake, turn)
                real = items[~fake]
                area[real] += margin[~fake]
                other[real] = rival[~fake]
                runs[real] += 1
                cut += limit / 2
        area /= np.maximum(runs, 1)
        score = np.where(runs > 0, 1 / (1 + np.exp(np.clip(area - cut, -30, 30))), 0.0)
        flagged = (runs > 0) & (area < min(cut, 0.0))
        suggested = better(labels, other, area < 0)
        values = {"margin": area, "cut": np.full(n, cut)}
        return Flags(score, suggested, flagged, REASON, values)

    def fakes(self, labels: Ints) -> tuple[Bools, Bools]:
        """Return who is given the fake class in the first run and in the second, no item twice."""
        m = len(labels)
        size = max(1, m // (len(np.unique(labels)) + 1))
        turn = np.random.default_rng([self.seed, m]).permutation(m)
        first, second = np.zeros((2, m), bool)
        first[turn[:size]] = second[turn[size : 2 * size]] = True
        return first, second

    def run(
        self, table: Table, items: Ints, labels: Ints, fake: Bools, turn: int
    ) -> tuple[Floats, float, Ints]:
        """Train once; return (m,) areas, the cut and the usual best other class."""
        codes, names = numbered(labels)
        n_classes = len(names)
        said = np.where(fake, n_classes, codes)
        seen = train(table, items, said, n_classes + 1, [self.seed, turn])[1]
        area = mean_over(seen.margin)
        rival = usual(seen.other, barred=n_classes)
        limit = float(np.quantile(area[fake], self.quantile)) if fake.any() else 0.0
        return area, limit, np.append(names, -1)[rival]
