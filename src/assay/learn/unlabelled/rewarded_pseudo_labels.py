"""Pseudo-labels that a judge of labels accepts."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_array

from assay.evidence import Evidence
from assay.kernels.learn.selection import largest_by_class
from assay.learn.fit import Carrier
from assay.learn.head import standard
from assay.learn.said import labels_of
from assay.learn.unlabelled.rounds import best, in_rounds
from assay.method import Learner
from assay.model import Model
from assay.types import Array, Count, Features, Floats, Fraction, Ints, Positive


@dataclass(frozen=True)
class RewardedPseudoLabels(
    Learner, reads={"labels", "soft"}, truth={"one_of"}, carriers={"head", "classifier"},
    paper="li2024",
):  # fmt: skip
    """Keep pseudo-labels that a second model, which judges labels, finds as good as the mean.

    The judge learns "is this label right?" from the labelled items at their own labels and at
    wrong ones; it sees features and label together. Then it judges what the model makes of
    unlabelled items: of those at each label the share with the highest rewards joins, and begins
    the next round. From the second round on the judge learns also from the better half of the
    items that it accepted, so that it sees more than the few labelled ones.

    Experimental: on handwritten digits with few labels it did worse than the labels alone.

    Assumes: the judge's mistakes are others than the model's; nothing that few labels can say of
    a class tells both apart.

    Cost: `rounds` + 1 trainings, and as many logistic regressions on products of features and
    classes, of `wrong` + 1 rows an item.

    Equation
    --------
    reward = P(the label is right | features, label), logistic in features * one-hot label
             learnt of labelled items at their label (right) and at `wrong` others (wrong)
    joins at argmax p, and is paid for as if labelled, where reward is among the largest 1 - accept
    of the items of its argmax; the upper half of these teach the reward of the next round

    Parameters
    ----------
    rounds
        How often items are labelled anew.
    accept
        Share of each label's items whose labels are not kept.
    wrong
        Wrong labels that the judge is shown of each item.
    pull
        Inverse of what draws the judge's weights to zero.

    References
    ----------
    li2024

    Examples
    --------
    >>> import numpy as np
    >>> from assay.learn import Classifier
    >>> features = np.array([[0.0], [1.0], [4.0], [6.0], [9.0], [10.0]])
    >>> evidence = Evidence.labels(np.array([0, -1, -1, -1, -1, 1]))
    >>> model = RewardedPseudoLabels(rounds=1).learn(features, evidence, Classifier())
    >>> model.about["weights"].tolist()
    [1.0, 1.0, 0.0, 0.0, 1.0, 1.0]
    """

    rounds: Count = 5
    accept: Fraction = 0.5
    wrong: Count = 3
    pull: Positive = 0.1

    def learn(self, features: Features, evidence: Evidence, carrier: Carrier = None) -> Model:
        """Return the model; `about["weights"]` says which items joined."""
        labels = labels_of(evidence)
        k = len(evidence.classes)
        free, mine = np.flatnonzero(labels < 0), np.flatnonzero(labels >= 0)
        judged = _scaled(features)
        held = [mine, labels[mine]]

        def choose(proba: Floats, turn: int) -> tuple[Floats, Floats]:
            del turn
            guess = proba.argmax(axis=1)
            judge = judge_of(judged[held[0]], held[1], k, self.wrong, self.pull)
            reward = rewards(judge, judged[free], guess, k)
            # Rewards of one label are not to be measured against those of another.
            chosen = largest_by_class(reward, guess, 1 - self.accept)
            surest = largest_by_class(reward, guess, (1 - self.accept) / 2)
            held[:] = [np.r_[mine, free[surest]], np.r_[labels[mine], guess[surest]]]
            return best(proba), chosen.astype(np.float64)

        return in_rounds(self, features, evidence, choose, self.rounds, carrier)


def _scaled(features: Features) -> Any:
    """Return features about their mean and divided by their spread; sparse ones stay sparse."""
    if features is None:
        return None
    middle, scale = standard(features, "standard")
    if hasattr(features, "tocsr"):
        return csr_array(features.multiply(scale[None, :])).tocsr()
    return (np.asarray(features, np.float64) - middle) * scale


def products(rows: Any, labels: Ints, k: int) -> csr_array:
    """Return (m, K (d + 1)) features in the columns of the label, with a one beside them.

    >>> products(np.array([[5.0], [7.0]]), np.array([1, 0]), 2).toarray().tolist()
    [[0.0, 0.0, 5.0, 1.0], [7.0, 1.0, 0.0, 0.0]]
    """
    sparse = csr_array(rows)
    m, d = sparse.shape
    ones = csr_array((np.ones(m), (np.arange(m), np.zeros(m, np.int64))), (m, 1))
    from scipy.sparse import hstack

    wide = csr_array(hstack([sparse, ones]))
    per_row = np.diff(wide.indptr)
    columns = wide.indices.astype(np.int64) + np.repeat(labels, per_row) * (d + 1)
    return csr_array((wide.data, columns, wide.indptr), (m, k * (d + 1)))


def judge_of(rows: Any, labels: Ints, k: int, wrong: int, pull: float) -> Any:
    """Return a classifier of right against wrong labels, or None where no label can be wrong."""
    from sklearn import config_context
    from sklearn.linear_model import LogisticRegression

    several = min(wrong, k - 1)
    if several < 1 or not len(labels):
        return None
    # Wrong labels go round the classes, so that each is wrong as often as it is right.
    turn = np.arange(len(labels))
    shift = 1 + (turn[:, None] + np.arange(several)) % (k - 1)
    other = (labels[:, None] + shift) % k
    shown: Array = np.concatenate([labels, other.ravel()])
    which = np.concatenate([turn, np.repeat(turn, several)])
    right = np.concatenate([np.ones(len(labels)), np.zeros(other.size)])
    made = LogisticRegression(C=pull, class_weight="balanced", max_iter=1000)
    with config_context(enable_metadata_routing=False):
        return made.fit(products(rows[which], shown, k), right)


def rewards(judge: Any, rows: Any, labels: Ints, k: int) -> Floats:
    """Return (m,) how probable a judge finds it that labels are right; 1 without a judge."""
    if judge is None:
        return np.ones(len(labels))
    return np.asarray(judge.predict_proba(products(rows, labels, k))[:, 1])
