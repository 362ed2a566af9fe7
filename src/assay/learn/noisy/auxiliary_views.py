"""A second task whose labels are never wrong: which of a few views an item is seen in."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

import annotated_types as at
import numpy as np

from assay.evidence import Evidence
from assay.kernels.learn.schedules import sigmoid_ramp
from assay.learn.fit import Carrier, fit
from assay.learn.recipe import Recipe
from assay.learn.said import said
from assay.learn.step import Step
from assay.method import Learner
from assay.model import Model
from assay.types import Array, Features, Floats, Ints, NonNegative, Tensor

#: Rows (m, d) of torch and which view (m,) each is to be seen in -> the views (m, d).
View = Callable[[Tensor, Ints], Tensor]
#: Share of the training over which consistency grows to its full weight.
RAMP = 0.3


class Viewing(Recipe):
    """Tell the view from the features, and the class alike in every view."""

    def __init__(
        self, first: Floats, views: int, task: float, consistency: float, view: View | None
    ) -> None:
        super().__init__(first)
        self.views, self.task, self.consistency, self.view = views, task, consistency, view
        self.last = np.zeros((0, views), np.float32)

    def penalty(self, step: Step) -> Tensor:
        """Return what is paid for the view that isn't told, and for classes that differ by it."""
        import torch

        index = step.random.integers(0, self.views, len(step.ids))
        hidden = step.network.hidden(self.seen(step.rows, index))
        if not len(self.last):
            # The last layer of the second task stays as it is drawn: features turn to suit it.
            drawn = np.random.default_rng(0).normal(size=(hidden.shape[1], self.views))
            self.last = np.asarray(drawn / np.sqrt(max(hidden.shape[1], 1)), np.float32)
        told = torch.nn.functional.cross_entropy(
            hidden @ step.tensor(self.last), step.tensor(index)
        )
        other = step.network.module[-1](hidden).softmax(dim=1)
        apart = (other - step.tensor(step.proba)).square().sum(dim=1).mean()
        return self.task * told + self.consistency * sigmoid_ramp(step.progress, RAMP) * apart

    def seen(self, rows: Tensor, index: Ints) -> Tensor:
        """Return each row in its view."""
        if self.view is not None:
            return self.view(rows, index)
        import torch

        hide = hidden_blocks(rows.shape[1], self.views)[index]
        return rows * torch.from_numpy(np.asarray(~hide, np.float32)).to(rows.device)


@dataclass(frozen=True)
class AuxiliaryViews(Learner, reads={"labels", "soft"}, truth={"one_of"}, paper="tsai2019"):
    """Learn beside the classes a task whose labels are never wrong: which view an item is seen in.

    Every item of a batch is seen in one of a few views besides, drawn at random. From what goes
    into the last layer another layer, drawn once, must tell which; and the class that the last
    layer predicts of the view must be that of the item itself, more so as training goes on. With
    images, views are quarter turns and you say how they are made; without, a view lacks one of as
    many blocks of columns. In the spirit of the paper, whose layers for both tasks are parted.

    Assumes: the class can be told from every view.
    Experimental: on digits, with blocks of columns or quarter turns, nothing was gained.

    Cost: two passes over every batch where plain training has one.

    Equation
    --------
    paid = mean over items of - sum over k of said[k] * log p[k]
           - task * log softmax(h(x') W)[v] + consistency * r * sum over k of (p'[k] - p[k])^2
    x' = x in view v; p' = prediction of x'; h = what goes into the last layer; W stays as drawn
    r = e^(-5 * (1 - min(1, progress / 0.3))^2); p is held fixed in the last part

    Parameters
    ----------
    views
        How many there are.
    task
        What the second task weighs.
    consistency
        What it weighs in the end that predictions differ between item and view.

    References
    ----------
    tsai2019
    """

    views: Annotated[int, at.Ge(2)] = 4
    task: NonNegative = 0.5
    consistency: NonNegative = 1.0

    def learn(
        self, features: Features, evidence: Evidence, view: View | None = None,
        carrier: Carrier = None,
    ) -> Model:  # fmt: skip
        """Return the model; `view` makes views of rows: (m, d) tensor and (m,) which, to (m, d)."""
        recipe = Viewing(said(evidence), self.views, self.task, self.consistency, view)
        return fit(self, features, evidence.truth, recipe, carrier)


def hidden_blocks(columns: int, views: int) -> Array:
    """Return (views, d) which columns each view lacks: blocks of even size, one after the other.

    >>> hidden_blocks(4, 2).astype(int).tolist()
    [[1, 1, 0, 0], [0, 0, 1, 1]]
    """
    block = np.arange(columns) * views // max(columns, 1)
    return np.asarray(block == np.arange(views)[:, None])
