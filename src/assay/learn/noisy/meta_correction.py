"""Labels corrected such that learning from them helps on a few trusted ones."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from assay.evidence import Evidence
from assay.kernels.learn.selection import smallest_by_class
from assay.learn.fit import Carrier, fit
from assay.learn.noisy.lookahead import slopes
from assay.learn.noisy.tower import Towered
from assay.learn.said import labels_of, said, settled_of
from assay.learn.second_opinion import second_opinion
from assay.learn.step import Step
from assay.method import Learner
from assay.model import Model
from assay.types import Bools, Features, Floats, Ints, NonNegative, Tensor

#: Trusted items of a batch, as a share of the others; and of items that stand in for them.
BESIDE, STAND_IN = 0.5, 0.2
#: Share of the training before labels are corrected.
WARM = 0.3


class Correcting(Towered):
    """A student that learns corrected labels, and a teacher that corrects them for its good."""

    members = 2

    def __init__(self, first: Floats, sure: Bools, strength: float, warm: float) -> None:
        super().__init__(first, 64)
        self.warm = warm
        self.sure, self.strength = np.asarray(sure), strength
        self.kept = np.nan_to_num(self.first)

    def batches(self, items: Ints, size: int, random: np.random.Generator) -> Iterator[Ints]:
        """Yield items that may be wrong, and some that are trusted beside them."""
        sure, rest = items[self.sure[items]], items[~self.sure[items]]
        if not len(sure) or not len(rest):
            yield from super().batches(items, size, random)
            return
        many = max(1, round(BESIDE * size))
        for ids in super().batches(rest, size, random):
            yield np.concatenate([ids, sure[random.integers(0, len(sure), many)]])

    def objective(self, step: Step) -> Tensor:
        """Return what the student (member 0) pays, or the teacher."""
        sure = np.flatnonzero(self.sure[step.ids])
        rest = np.flatnonzero(~self.sure[step.ids])
        if not len(rest) or not len(sure) or step.progress < self.warm:
            return self.pay(step, self.first[step.ids], self.weighed(step))
        if step.member == 0:
            return self._student(step, rest)
        return self._teacher(step, rest, sure)

    def _student(self, step: Step, rest: Ints) -> Tensor:
        import torch

        with torch.no_grad():
            target = self._corrected(step.peers[0], rest)[0].cpu().numpy()
        self.kept[step.ids[rest]] = target
        given = None if self.beside is None else self.beside[step.ids[rest]]
        return self.pay(step, target, given, step.logits[rest])

    def _teacher(self, step: Step, rest: Ints, sure: Ints) -> Tensor:
        """Return what the teacher's corrections do to the student, and its own loss."""
        from torch.nn.functional import binary_cross_entropy_with_logits

        student = step.peers[0]
        truth = self.first[step.ids[sure]]
        cost = self.pay(student, truth, None, student.logits[sure])
        ahead = slopes(student.network.module, student.rows[rest], cost)
        asked, answer = self._questions(step, sure)
        ahead = ahead / ahead.abs().mean().clamp_min(1e-12)
        target, keep = self._corrected(step, rest, sure, asked)
        paid = self.strength * (target * ahead).sum(dim=1).mean()
        paid = paid + self.pay(step, truth, None, step.logits[sure])
        return paid + binary_cross_entropy_with_logits(keep, step.tensor(answer))

    def _questions(self, step: Step, sure: Ints) -> tuple[Floats, Floats]:
        """Return labels of trusted items, each second one a likely mistake, and which are right."""
        truth = self.first[step.ids[sure]]
        tempting = np.eye(truth.shape[1])[(step.proba[sure] - 2 * truth).argmax(axis=1)]
        right = np.arange(len(sure)) % 2 == 0
        asked = np.where(right[:, None], truth, tempting)
        return np.asarray(asked), right.astype(np.float32)

    def _corrected(
        self, teacher: Step, rest: Ints, sure: Ints | None = None, asked: Floats | None = None
    ) -> tuple[Tensor, Tensor]:
        """Return corrected labels of some items, and (s,) log odds that what is asked is right."""
        import torch

        given = teacher.tensor(self.first[teacher.ids[rest]])
        which = rest if sure is None else np.concatenate([rest, sure])
        labels = given if asked is None else torch.cat([given, teacher.tensor(asked)])
        rows = torch.cat([teacher.hidden.detach()[which], labels], dim=1)
        odds = self.tower(teacher, rows, 1)[:, 0]
        keep = odds[: len(rest)].sigmoid()[:, None]
        target = keep * given + (1 - keep) * teacher.logits[rest].softmax(dim=1)
        return target, odds[len(rest) :]

    def believed(self) -> Floats:
        """Return the labels as they were corrected."""
        return self.kept


@dataclass(frozen=True)
class MetaCorrection(
    Learner, reads={"labels", "soft", "gold"}, truth={"one_of"}, paper="taraday2023"
):
    """Correct labels such that a student who learns from them does well on a few trusted ones.

    A teacher mixes each label with what it predicts itself; how much of the label is kept is said
    by a small network that sees the label beside the item. Both are moved by what a step of the
    student on the corrected labels would do to its loss on trusted items, to first order; by the
    trusted items themselves; and by telling their labels from likely mistakes. For the first third
    of the training both learn labels as they are. Student and teacher predict together. The
    corrected labels are `Model.believed`.

    Assumes: trusted items are like the others. Without any, a fifth of each class stands in whose
    label is most probable out of fold, and that can only confirm what the rest of the labels say.

    Cost: about four trainings.

    Equation
    --------
    q = r * said + (1 - r) * teacher(x), r = sigmoid(net(h(x), said))
    student pays cross entropy(q, student(x)), q held fixed, on items that aren't trusted
    teacher pays strength * mean of sum over k of q[k] * ahead[k], and on trusted items
    cross entropy(truth, teacher(x)) + binary cross entropy(asked label is right, r)
    ahead[k] = growth of log student(x)[k] along the slope of its loss on trusted items, scaled

    Parameters
    ----------
    strength
        What the student's gain weighs beside the teacher's own loss; 0 leaves the teacher to the
        trusted items.

    References
    ----------
    taraday2023
    """

    strength: NonNegative = 1.0

    def learn(
        self, features: Features, evidence: Evidence, gold: Ints | None = None,
        predictions: Floats | None = None, carrier: Carrier = None,
    ) -> Model:  # fmt: skip
        """Return the model; `gold` (n,) is the truth of some items, -1 of the others."""
        first = said(evidence)
        sure = settled_of(evidence)
        if gold is not None:
            known = np.flatnonzero(np.asarray(gold) >= 0)
            first[known] = np.eye(first.shape[1])[np.asarray(gold)[known]]
            sure[known] = True
        if not sure.any() and len(first):
            sure = stand_in(features, evidence, first, predictions)
        return fit(
            self,
            features,
            evidence.truth,
            Correcting(first, sure, self.strength, WARM),
            carrier,
        )


def stand_in(
    features: Features, evidence: Evidence, first: Floats, predictions: Floats | None
) -> Bools:
    """Return (n,) the items of each class whose label is most probable out of fold."""
    proba = predictions
    if proba is None:
        proba = second_opinion(features, first, who="MetaCorrection")
    labels = labels_of(evidence)
    chance = proba[np.arange(len(labels)), np.maximum(labels, 0)]
    return smallest_by_class(-chance, labels, STAND_IN)
