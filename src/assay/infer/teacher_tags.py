"""Many labels from one, by a teacher who looked at the item's regions."""

from dataclasses import dataclass

import numpy as np

from assay.evidence import Evidence
from assay.kernels.infer.region_labels import distribution, strongest
from assay.method import Inference
from assay.posterior import TagPosterior
from assay.types import Count, Floats, Ints, Positive

#: Items whose label was made up to be confirmed, and to be denied, before any is seen.
MADE_UP = 1.0
PIECE = 1 << 12


@dataclass(frozen=True)
class TeacherTags(Inference, reads={"positives"}, truth={"one_of"}, paper="yun2021"):
    """Turn the one label of an item into all that hold, by a teacher's scores of its regions.

    A label belongs to a region, not to an item. Of each region's scores the highest `kept` are
    made a distribution over what the region shows; a label holds where any region shows it. The
    label that was given is one more sighting, worth as much as the teacher confirms given labels
    on average. Soft labels of crops, as students learn from them, come from the same scores
    (`kernels.infer.region_labels.crop`).

    Equation
    --------
    shown[r, k] ~ exp(score[r, k] / temperature) of the `kept` largest of region r, else 0
    P(k holds)  = 1 - product over regions r of (1 - shown[r, k])
    of a given label: 1 - (1 - P) * (1 - worth), worth = (sum of P(given) + 1) / (labels given + 2)

    ~ means "in proportion to".

    Parameters
    ----------
    kept
        Classes of a region that are kept.
    temperature
        Scores are divided by it; a teacher that is too sure wants more than one.

    Assumes
    -------
    The teacher wasn't taught these labels, and errs in its regions apart: what it gets wrong
    everywhere becomes the labels. A region shows one thing.

    Cost
    ----
    Time O(n R K log K), memory one (n, K) array.

    References
    ----------
    yun2021

    Figures: the paper's needs its teacher and ImageNet. The tests paste digits side by side, of two
    labels give one, and let a teacher of single digits find the other.

    Examples
    --------
    >>> import numpy as np
    >>> from assay.evidence import Evidence
    >>> given = Evidence.labels(["ox"], ["ox", "cart", "tree"])
    >>> left, right = [9.0, 0.0, 0.0], [0.0, 9.0, 0.0]
    >>> TeacherTags().infer(given, np.array([[left, right]])).tags.tolist()
    [[True, True, False]]
    """

    kept: Count = 5
    temperature: Positive = 1.0

    def infer(self, evidence: Evidence, regions: Floats) -> TagPosterior:
        """Return P(label holds), from (n, R, K) scores of regions."""
        n, k = evidence.n_items, len(evidence.classes)
        proba = np.zeros((n, k))
        for start in range(0, n, PIECE):
            shown = distribution(
                strongest(regions[start : start + PIECE], self.kept), self.temperature
            )
            proba[start : start + PIECE] = 1 - (1 - shown).prod(axis=1)
        return TagPosterior(evidence.classes, sighted(proba, evidence.given).clip(0, 1))


def sighted(proba: Floats, given: Ints) -> Floats:
    """Return P(label holds) with the given label as one more sighting."""
    known = np.flatnonzero(given >= 0)
    at = known, given[known]
    worth = (proba[at].sum() + MADE_UP) / (len(known) + 2 * MADE_UP)
    proba[at] = 1 - (1 - proba[at]) * (1 - worth)
    return proba
