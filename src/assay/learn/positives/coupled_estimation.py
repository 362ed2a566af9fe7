"""Relevance and who was judged, each weighed by the other, from lists with some positives."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

import numpy as np
from annotated_types import Ge

from assay.evidence import Evidence
from assay.learn.fit import Carrier, fit
from assay.learn.positives.drawn import brought, share_of
from assay.learn.recipe import Recipe
from assay.learn.said import positives_of
from assay.learn.step import Epoch, Step
from assay.method import Learner
from assay.model import Model
from assay.types import Array, Bools, Features, Floats, Ints, Tensor

#: Newton's steps after every epoch for what decides who was judged.
STEPS = 2


class Coupled(Recipe):
    """The share of a list's relevance that positives hold, by how rarely such are judged."""

    def __init__(
        self, picked: Bools, positive: int, lists: Ints, drivers: Floats | None, most: float
    ) -> None:
        first = np.full((len(picked), 2), 0.5)
        first[picked] = np.eye(2)[positive]
        super().__init__(first)
        self.picked, self.positive, self.lists, self.most = picked, positive, lists, most
        self.drivers = None if drivers is None else np.asarray(drivers - drivers.mean(axis=0))
        self.slope: Floats = np.zeros(0 if drivers is None else drivers.shape[1])
        self.count = np.ones(len(picked), np.float32)

    def batches(self, items: Ints, size: int, random: np.random.Generator) -> Iterator[Ints]:
        """Yield whole lists; where all are in one, batches of it."""
        mine = items[np.argsort(self.lists[items], kind="stable")]
        _, first, sizes = np.unique(self.lists[mine], return_index=True, return_counts=True)
        if len(first) < 2:
            yield from super().batches(items, size, random)
            return
        turn = random.permutation(len(first))
        part = np.cumsum(sizes[turn]) // max(size, 1)
        for which in np.split(turn, np.flatnonzero(np.diff(part)) + 1):
            yield np.concatenate([mine[first[b] : first[b] + sizes[b]] for b in which])

    def objective(self, step: Step) -> Tensor:
        """Return minus the log share of every positive in its list, weighed."""
        odds = step.logits[:, self.positive] - step.logits[:, 1 - self.positive]
        mine = self.picked[step.ids]
        if not mine.any():
            return 0 * odds.sum()
        names, place = np.unique(self.lists[step.ids], return_inverse=True)
        which = step.tensor(place.ravel())
        top = odds.new_full((len(names),), -1e30)
        top = top.scatter_reduce(0, which, odds.detach(), "amax")
        total = odds.new_zeros(len(names)).index_add(0, which, (odds - top[which]).exp())
        share = odds - top[which] - total.log()[which]
        return -(step.tensor(self.count[step.ids] * mine) * share).sum() / int(mine.sum())

    def after(self, epoch: Epoch) -> None:
        """Fit who was judged, positives weighed by how irrelevant they look; then weigh anew."""
        if self.drivers is None or not self.picked.any():
            return
        logits = epoch.outputs()
        odds = logits[:, self.positive] - logits[:, 1 - self.positive]
        count = inverted(odds, self.picked, self.lists, self.most)
        for _ in range(STEPS):
            self.slope = climbed(self.slope, self.drivers, self.picked * count, self.lists)
        made = inverted(self.drivers @ self.slope, self.picked, self.lists, self.most)
        self.count = made.astype(np.float32)

    def found(self) -> dict[str, Floats]:
        """Return what the log chance to be judged grows by with each of what decides it."""
        return {} if self.drivers is None else {"selection": self.slope, "weights": self.count}


def inverted(logs: Floats, picked: Bools, lists: Ints, most: float) -> Floats:
    """Return (n,) one over e^logs, beside that of the list's positives, between 1 / most and most.

    Scaled so that positives count 1 on average.
    """
    hits = np.bincount(lists, weights=picked, minlength=lists.max(initial=-1) + 1)
    total = np.bincount(lists, weights=picked * logs, minlength=len(hits))
    middle = (total / np.maximum(hits, 1))[lists]
    made = np.exp(np.clip(middle - logs, -np.log(most), np.log(most)))
    return np.asarray(made / made[picked].mean())


def climbed(slope: Floats, drivers: Floats, count: Floats, lists: Ints) -> Floats:
    """Return the slope after a step of Newton's on the log share of positives in their lists."""
    logs = drivers @ slope
    top = np.full(lists.max(initial=-1) + 1, -np.inf)
    np.maximum.at(top, lists, logs)
    share = np.exp(logs - top[lists])
    share /= np.bincount(lists, weights=share, minlength=len(top))[lists]
    much = np.bincount(lists, weights=count, minlength=len(top))
    middle = np.zeros((len(top), drivers.shape[1]))
    np.add.at(middle, lists, drivers * share[:, None])
    apart = drivers - middle[lists]
    up = apart.T @ count - slope
    bend = (apart * (much[lists] * share)[:, None]).T @ apart + np.eye(len(slope))
    step = np.linalg.solve(bend, up)
    return np.asarray(slope + step * min(1.0, 2 / max(float(np.abs(step).max()), 1e-12)))


@dataclass(frozen=True)
class CoupledEstimation(Learner, reads={"positives"}, truth={"one_of"}, paper="cai2022"):
    """Learn what is relevant and what was judged at once, each weighed by the other (CET).

    A candidate is known to be relevant if it is, and if it was judged. The network is to give
    positives a great share of their list's relevance, those counting more that are rarely judged;
    who is judged is learnt likewise from what decides it, positives counting more that look
    irrelevant. Items nobody spoke of are compared with, and never said to be negative.

    Assumes: whether a relevant candidate is judged depends on `selected_by` alone, in the log in a
    straight line; features tell of relevance what those don't. Both are known up to a factor: log
    odds are moved so that their mean is the share of positives.

    Cost: one training and a look at all items after every epoch.

    Equation
    --------
    paid     = mean over positives of -count[i] * log(exp(z[i]) / sum over its list of exp(z))
    count[i] ~ exp(mean of s over its list's positives - s[i]), from 1 / most to most
    s        = selected_by @ slope, slope being that of least
               sum over positives of -c[i] * log(exp(s[i]) / sum over its list of exp(s))
               + sum of slope ** 2 / 2,  c[i] ~ exp(mean of z over its list's positives - z[i])

    z is what is learnt: log odds of being relevant; count and c are 1 on average.
    ~ means "in proportion to".

    Parameters
    ----------
    most
        Weights are at most so many times that of the list's other positives, and at least one over
        it.

    References
    ----------
    cai2022

    Examples
    --------
    >>> import numpy as np
    >>> from assay.evidence import Evidence
    >>> from assay.learn import Head
    >>> x = np.r_[np.full((40, 1), 1.0), np.full((60, 1), -1.0)]
    >>> picked = Evidence.labels(np.where(np.arange(100) < 20, 1, -1), ("no", "yes"))
    >>> head = Head(hidden=0, epochs=40, rate=0.1)
    >>> model = CoupledEstimation().learn(x, picked, prior=0.4, carrier=head)
    >>> model.predict(x[[0, 99]]).tolist()
    [1, 0]
    """

    most: Annotated[float, Ge(1)] = 10.0

    def learn(
        self, features: Features, evidence: Evidence, selected_by: Floats | None = None,
        groups: Array | None = None, prior: float | None = None, carrier: Carrier = None,
    ) -> Model:  # fmt: skip
        """Return the model.

        `selected_by` (n, q) are numbers that decide who was judged (else all alike were); `groups`
        (n,) says which list every candidate is in, else all are in one; `prior` is the share of
        positives among all items.
        """
        picked, positive = positives_of(evidence, "CoupledEstimation")
        share = share_of(prior, picked, features, "CoupledEstimation")
        names = np.zeros(len(picked), np.int64) if groups is None else np.asarray(groups)
        lists = np.unique(names, return_inverse=True)[1].ravel()
        recipe = Coupled(picked, positive, lists, selected_by, self.most)
        model = fit(self, features, evidence.truth, recipe, carrier)
        return brought(model, features, positive, share) if picked.any() else model
