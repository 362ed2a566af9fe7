"""Items that belong to no class, by what they have in common with others that do not."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from assay.flag.mahalanobis_distance import narrow
from assay.kernels.by_class import by_class
from assay.kernels.homes import homes
from assay.kernels.outlying import LEAST, deviations
from assay.method import Detector
from assay.results import Flags
from assay.types import Bools, Floats, Ints, NonNegative, Positive, Whole

#: Proxies of a class at most and in all, and items a proxy at least.
CLASS_MOST, MOST, CLASS_ITEMS = 8, 512, 20
#: Negative proxies at most, items of each at least, and least items that are like no class.
NEGATIVE_MOST, NEGATIVE_ITEMS, FEWEST = 32, 5, 4
#: No more than this share of the items is like no class.
SHARE = 0.3
PIECE = 1 << 13
REASON = "alike by {known:.2f} to the nearest class and by {unknown:.2f} to what is like no class"


@dataclass(frozen=True)
class NegativeProxies(
    Detector, reads={"labels"}, truth={"one_of"}, paper="zhang2024", finds="out-of-scope"
):
    """Suspect items that are more like what is like no class than like any class.

    At first an item is only compared with the mean of every class, by the cosine between features
    about their mean. Items that are far less like any class than is usual are remembered; the
    means of their clusters are negative proxies, those of the others' clusters within each class
    the positive ones. The score is how much more alike an item is to the nearest negative proxy
    than to the nearest positive one, and `weight` times how unlike it is to the mean of every
    class. What stands out by it is remembered in turn, round after round. An item never counts in
    a proxy it is compared with.

    All items are scored before any is remembered, so that their order does not matter; the
    published method scores items one by one as they come, against names of other things.

    Assumes: what belongs to no class is alike among itself, in some kinds; features point the same
    way within a class. Where less than some 1 % of the items belong to none, what is remembered
    are mostly odd items of the classes, and little is gained over the first comparison.

    Cost: a few rounds of k-means on at most 8,000 items a class, and of products of n rows with
    the proxies, at most 544 or one a class; features are brought to 256 columns.

    Figures: a test holds it to rank strangers among digits better than the first comparison does,
    from a few of them on, and to do no harm where there are none. The default cut flags hardly any
    of these: go by the ranking. The published figures are of pictures and names by a model of
    both, which isn't run.

    Equation
    --------
    usual   = max over classes k of cosine(x, mean[k])
    known   = max over clusters p within classes of cosine(x, mean[p])
    unknown = max over clusters q of what is remembered of cosine(x, mean[q])
    score   = unknown - known - weight * usual, above its least value; no item counts in a mean
    flagged where (score - median) / (1.4826 * median absolute deviation) > deviations
    remembered, to begin the next round: from half of deviations on

    Parameters
    ----------
    rounds
        How often items are remembered at most; 0 compares with the means of classes alone.
    weight
        How much the comparison with the means of classes keeps to say.
    deviations
        Robust standard deviations above the median from which on an item is flagged; it is
        remembered from half as many on.

    References
    ----------
    zhang2024

    Examples
    --------
    >>> import numpy as np
    >>> x = np.random.default_rng(0).normal(size=(90, 3)) / 9 + np.repeat(np.eye(3), 30, axis=0)
    >>> x[:6] -= [2, 0, 0]
    >>> flags = NegativeProxies().flag(labels=np.repeat([0, 1, 2], 30), features=x)
    >>> np.flatnonzero(flags.flagged)
    array([0, 1, 2, 3, 4, 5])
    """

    rounds: Whole = 4
    weight: NonNegative = 2.0
    deviations: Positive = 5.0

    def flag(self, labels: Ints, features: Any) -> Flags:
        """Flag items that are more like what is like no class."""
        items = np.flatnonzero(labels >= 0)
        score, known, unknown = np.zeros((3, len(labels)))
        flagged = np.zeros(len(labels), bool)
        if len(items) >= LEAST and features.shape[1]:
            rows = unit(narrow(features, items))
            found = self._remembered(rows, labels[items])
            score[items], known[items], unknown[items], flagged[items] = found
        return Flags(score, labels, flagged, REASON, {"known": known, "unknown": unknown})

    def _remembered(self, rows: Floats, labels: Ints) -> tuple[Floats, Floats, Floats, Bools]:
        usual = alike(rows, np.unique(labels, return_inverse=True)[1].astype(np.int64))
        score, known, unknown = -usual, usual, np.full(len(rows), -1.0)
        strange = self._strange(score)
        for _ in range(self.rounds):
            if strange.sum() < FEWEST:
                break
            known = alike(rows, positive(rows, labels, strange))
            unknown = alike(rows, negative(rows, strange))
            score, before = unknown - known - self.weight * usual, strange
            strange = self._strange(score)
            if (strange == before).all():
                break
        flagged = deviations(score) > self.deviations
        return score - score.min(), known, unknown, flagged

    def _strange(self, score: Floats) -> Bools:
        """Return which items to remember: half as far out as is flagged, and not too many."""
        most = max(1, int(SHARE * len(score)))
        limit = np.partition(score, -most)[-most]
        return np.asarray((deviations(score) > self.deviations / 2) & (score >= limit))


def unit(rows: Floats) -> Floats:
    """Return rows of length one; those without length stay."""
    length = np.sqrt(np.einsum("ij,ij->i", rows, rows))[:, None]
    return np.asarray(np.divide(rows, length, out=np.zeros_like(rows), where=length > 0))


def positive(rows: Floats, labels: Ints, strange: Bools) -> Ints:
    """Return (m,) the cluster within its class of each item that isn't strange, -1 for others."""
    counts = np.bincount(labels[~strange], minlength=int(labels.max()) + 1)
    room = max(1, MOST // max(1, int((counts > 0).sum())))
    home, made = np.full(len(rows), -1), 0
    for _, items in by_class(np.where(strange, -1, labels), counts, 0, len(counts)):
        many = int(np.clip(len(items) // CLASS_ITEMS, 1, min(CLASS_MOST, room)))
        home[items] = homes(rows, items, many, starts=2)[1] + made
        made += many
    return home


def negative(rows: Floats, strange: Bools) -> Ints:
    """Return (m,) the cluster of each strange item, -1 for others."""
    items, home = np.flatnonzero(strange), np.full(len(rows), -1)
    many = int(np.clip(len(items) // NEGATIVE_ITEMS, 1, NEGATIVE_MOST))
    home[items] = homes(rows, items, many, starts=2)[1]
    return home


def alike(rows: Floats, home: Ints) -> Floats:
    """Return (m,) cosine of each row with the mean of the cluster most like it, itself left out.

    Parameters
    ----------
    rows
        (m, d) of length one.
    home
        (m,) cluster of each row, -1 for none. A cluster of one is no proxy of its own item.
    """
    sums = np.zeros((int(home.max()) + 1, rows.shape[1]))
    inside = np.flatnonzero(home >= 0)
    np.add.at(sums, home[inside], rows[inside])
    size, means = np.bincount(home[inside], minlength=len(sums)), unit(sums)
    found = np.full(len(rows), -1.0)
    for start in range(0, len(rows), PIECE):
        piece = slice(start, start + PIECE)
        cosine = rows[piece] @ means.T
        cosine[:, size == 0] = -1
        mine = np.flatnonzero(home[piece] >= 0)
        own = home[piece][mine]
        rest = unit(sums[own] - rows[piece][mine])
        cosine[mine, own] = np.where(
            size[own] > 1, np.einsum("ij,ij->i", rest, rows[piece][mine]), -1
        )
        found[piece] = cosine.max(axis=1)
    return found
