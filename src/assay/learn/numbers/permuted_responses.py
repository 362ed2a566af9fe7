"""Numbers some of which stand at one another's rows."""

from dataclasses import dataclass

import numpy as np

from assay.errors import DataError
from assay.evidence import Evidence
from assay.kernels.learn.assignment import assigned
from assay.learn.fit import Carrier, fit
from assay.learn.recipe import Recipe
from assay.learn.said import said
from assay.learn.step import Epoch, Step
from assay.method import Learner
from assay.model import Model
from assay.types import Array, Features, Floats, Fraction, Ints

WHO = "PermutedResponses"
#: Share of the training before numbers are moved, and how often they then are.
WARM, TURNS = 0.3, 8
#: Rounds, or epochs, that are too few to wait for.
FEW = 20
#: Items of a block that are matched at once.
MOST = 3000
#: Deviations above which a residual pulls no harder, before numbers are moved.
FAR = 1.5


class Moved(Recipe):
    """Aim at the number that goes with an item, wherever in its block it stands."""

    rounds = TURNS + 3

    def __init__(
        self, first: Floats, others: Floats, rows: Floats, blocks: list[Ints], moved: float
    ) -> None:
        super().__init__(first)
        self.others, self.rows, self.blocks = others, rows, blocks
        self.moved = float(np.clip(moved, 1e-6, 1 - 1e-6))
        self.place = np.arange(len(first))
        self.turn = 0

    def targets(self, step: Step) -> Floats:
        """Return the numbers where they are taken to belong."""
        return self.first[self.place[step.ids]]

    def weights(self, step: Step) -> Floats:
        """Return less for what is far off, until numbers are moved."""
        weight = self.weight[step.ids]
        if self.turn:
            return weight
        off = np.abs(self.first[step.ids, 0] - step.log_proba[:, 0])
        wide = 1.4826 * float(np.median(off)) if len(off) else 1.0
        return np.asarray(weight * np.minimum(1, FAR * wide / np.maximum(off, 1e-9)), np.float32)

    def after(self, epoch: Epoch) -> None:
        """Move numbers within their blocks, a few times over the training."""
        # Rounds of an estimator end where targets don't change, and are few.
        warm = WARM if epoch.epochs > FEW else 0.0
        gone = (epoch.progress - warm) / (1 - warm)
        if gone < 0 or (gone * TURNS < self.turn and epoch.progress < 1):
            return
        self.turn += 1
        every = np.column_stack([self.first, self.others]).astype(np.float64)
        guess = np.column_stack([epoch.log_proba(), self._guessed()]).astype(np.float64)
        known = np.flatnonzero(self.weight > 0)
        off = every[self.place[known]] - guess[known]
        wide = np.maximum(1.4826 * np.median(np.abs(off), axis=0), 1e-6 * every[known].std() + 1e-9)
        for block in self.blocks:
            self.place[block] = block[self._matched(every[block] / wide, guess[block] / wide)]

    def _matched(self, every: Floats, guess: Floats) -> Ints:
        """Return (m,) which number of a block goes with each item."""
        m = len(every)
        score = -0.5 * ((guess[:, None, :] - every[None, :, :]) ** 2).sum(axis=2)
        # To stay is likely beforehand; to be moved, one of m - 1 places.
        score[np.diag_indices(m)] += np.log((1 - self.moved) / self.moved * max(m - 1, 1))
        return assigned(score)

    def _guessed(self) -> Floats:
        """Return (n, q) what a linear model makes of the numbers that were carried along."""
        if not self.others.shape[1]:
            return self.others
        use = np.flatnonzero(self.weight > 0)
        rows, goal = self.rows[use], self.others[self.place[use]]
        stiff = 1e-3 * len(use) * np.eye(rows.shape[1])
        weight: Floats = np.ones(len(use))
        made: Floats = np.zeros((rows.shape[1], goal.shape[1]))
        for _ in range(5):
            heavy = rows * weight[:, None]
            made = np.linalg.solve(heavy.T @ rows + stiff, heavy.T @ goal)
            off = np.linalg.norm(goal - rows @ made, axis=1)
            weight = np.minimum(1, FAR * np.median(off) / np.maximum(off, 1e-9))
        return np.asarray(self.rows @ made)

    def found(self) -> dict[str, Array]:
        """Return at which row the number of every item was found."""
        return {"place": self.place}


@dataclass(frozen=True)
class PermutedResponses(
    Learner, reads={"numbers"}, truth={"number"}, carriers={"head", "classifier"},
    paper="fang2022",
):  # fmt: skip
    """Learn numbers some of which slid to other rows, and find where they belong.

    First training is robust to what is far off. Then, a few times, numbers are given to the items
    of their block that they fit best, one to one, and training goes on. Other numbers that were
    carried along with them tell far more than one does. Where each was found is in `Model.about`
    under `place`.

    Assumes: most numbers are where they belong, others within their block: a file, a day. With one
    number an item, only large moves can be told.

    Cost: one training, and some ten matchings, O(m^3) a block of m.

    Equation
    --------
    paid = mean over items i of (f(x[i]) - y[place[i]])^2 / 2
    place <- the matching within blocks with the largest sum over i of score[i, place[i]]
    score[i, j] = - sum over r of ((f_r(x[i]) - y_r[j]) / s_r)^2 / 2
                  + log((1 - moved) / moved * (m - 1)) for j = i
    r: the number and those carried along; s_r = 1.4826 * median |residual|; m = items of the block

    Parameters
    ----------
    moved
        Share of the numbers that are taken to have moved.

    References
    ----------
    fang2022

    Examples
    --------
    >>> import numpy as np
    >>> from assay.learn import Classifier
    >>> features = np.arange(40.0)[:, None]
    >>> numbers = 2 * features[:, 0]
    >>> numbers[[2, 35]] = numbers[[35, 2]]
    >>> model = PermutedResponses().learn(features, Evidence.numbers(numbers), carrier=Classifier())
    >>> np.flatnonzero(model.about["place"] != np.arange(40)).tolist()
    [2, 35]
    """

    moved: Fraction = 0.2

    def learn(
        self, features: Features, evidence: Evidence, groups: Array | None = None,
        responses: Floats | None = None, carrier: Carrier = None,
    ) -> Model:  # fmt: skip
        """Return the model.

        `groups` (n,) names the block within which an item's number may have moved; `responses`
        (n, q) are further numbers that were carried along with it.
        """
        first = said(evidence)
        n = len(first)
        others = np.zeros((n, 0)) if responses is None else np.asarray(responses, np.float64)
        others = others[:, None] if others.ndim == 1 else others
        if others.shape[0] != n or not np.isfinite(others).all():
            raise DataError(WHO, f"responses must be {n} rows of finite numbers")
        blocks = blocks_of(groups, ~np.isnan(first[:, 0]))
        recipe = Moved(first, others, raised(features), blocks, self.moved)
        return fit(self, features, evidence.truth, recipe, carrier)


def blocks_of(groups: Array | None, known: Array) -> list[Ints]:
    """Return the items of every block of two or more that have a number."""
    items = np.flatnonzero(known)
    names = np.zeros(len(known), int) if groups is None else np.asarray(groups)
    _, which = np.unique(names[items], return_inverse=True)
    order = np.argsort(which, kind="stable")
    parts = np.split(items[order], np.flatnonzero(np.diff(which[order])) + 1)
    largest = max(map(len, parts), default=0)
    if largest > MOST:
        rule = f"a block must have at most {MOST} items"
        raise DataError(WHO, rule, got=str(largest), fix="Give groups: a file, a day, a batch.")
    return [part for part in parts if len(part) > 1]


def raised(features: Features) -> Floats:
    """Return (n, d + 1) features of a spread of one, and a column of ones."""
    rows = features.toarray() if hasattr(features, "toarray") else features
    rows = np.asarray(rows, np.float64)
    if len(rows):
        spread = rows.std(axis=0)
        rows = (rows - rows.mean(axis=0)) / np.where(spread > 0, spread, 1)
    return np.column_stack([rows, np.ones(len(rows))])
