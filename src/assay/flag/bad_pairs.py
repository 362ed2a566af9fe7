"""Pairs of two views that don't belong together, or that are no two views at all."""

from dataclasses import dataclass

import numpy as np

from assay.kernels.kinds.alignment import alignment_losses, usual
from assay.method import Detector
from assay.results import Flags
from assay.types import Count, Floats, Positive, Seed

REASON = (
    "its two sides are {what}: over {rounds:.0f} alignments learnt from other pairs its mean loss "
    "is {loss:.3f} where {middle:.3f} is usual ({away:.1f} spreads off)"
)
WHAT = np.array(["alike as usual", "unrelated", "almost the same"], object)
#: Greatest cosine that is told from one.
NEAR = 1 - 1e-9


@dataclass(frozen=True)
class BadPairs(Detector, reads={"pairs"}, truth={"one_of"}, paper="lan2024"):
    """Find pairs of views whose similarity is unusually low (noisy) or unusually high (faulty).

    An item is a pair of embeddings said to be of one thing. Alignments of the first view to the
    second are learnt on random halves of the pairs, and each pair remembers its loss (one minus
    cosine) under those that did not see it. The memory's mean, on the scale on which cosines are
    normal (Fisher's), is held against all pairs' by median and quartiles: above `noisy` spreads a
    pair is noisy, two things that don't belong together; below `faulty` spreads it is faulty, one
    thing twice, or two empty ones.
    `values["weight"]` is what a bad pair should count in training: the height of that normal at
    its loss; 1 for others. Suggested is 0 for good pairs, 1 for bad ones.

    Assumes: most pairs are good and their losses normal; one linear map aligns the views.

    Cost: `rounds` solutions in d dimensions, d^2 a pair and round.

    Figures: the paper's networks on time series aren't run. A test plants unrelated pairs and
    copies among noisy views and holds what is flagged of each to bounds.

    Equation
    --------
    loss    = mean over rounds of 1 - cosine(map(first), second), map learnt on the other half
    far     = -atanh(1 - loss),   z = (far - median(far)) / (interquartile range(far) / 1.349)
    score   = z / noisy where z > 0, else -z / faulty
    flagged where z > noisy or z < -faulty; there weight = exp(-z^2 / 2), elsewhere 1

    Parameters
    ----------
    noisy
        Spreads above the usual loss from which on a pair is noisy.
    faulty
        Spreads below the usual loss from which on it is faulty.
    rounds
        Alignments that are learnt; every pair is left out by about half of them.
    seed
        Decides the halves.

    References
    ----------
    lan2024; there the losses are those of a network in training, and the usual is mean and
    deviation of all pairs, bad ones too.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> one = rng.normal(size=(400, 8))
    >>> other = one + 0.5 * rng.normal(size=one.shape)
    >>> other[7] = -one[7]
    >>> flags = BadPairs().flag((one, other))
    >>> int(flags.worst(1)[0]), flags.values["what"][7]
    (7, 'unrelated')
    """

    noisy: Positive = 3.0
    faulty: Positive = 3.0
    rounds: Count = 20
    seed: Seed = 0

    def flag(self, views: tuple[Floats, Floats]) -> Flags:
        """Score every pair by how far its remembered loss is from the usual."""
        loss = alignment_losses(*views, self.rounds, self.seed)
        # Fisher's transform: cosines pile up at one, their inverse hyperbolic tangents are normal.
        far = -np.arctanh(np.clip(1 - loss, -NEAR, NEAR))
        centre, spread = usual(far)
        z, middle = (far - centre) / spread, 1 - np.tanh(-centre)
        bad = np.where(z > self.noisy, 1, np.where(z < -self.faulty, 2, 0))
        weight = np.where(bad > 0, np.exp(-np.minimum(np.square(z), 1400) / 2), 1.0)
        # Both sides are measured by their own cut, so that neither hides the other.
        away = np.where(z > 0, z / self.noisy, -z / self.faulty)
        n = len(loss)
        values = {
            "what": WHAT[bad],
            "rounds": np.full(n, float(self.rounds)),
            "loss": loss,
            "middle": np.full(n, middle),
            "away": np.abs(z),
            "weight": weight,
        }
        return Flags(away, (bad > 0).astype(np.int64), bad > 0, REASON, values)
