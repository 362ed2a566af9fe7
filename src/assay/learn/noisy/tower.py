"""A small network of a method's own, beside the one that is trained."""

from typing import ClassVar

import numpy as np

from assay.learn.recipe import Recipe
from assay.learn.step import Step
from assay.types import Floats, Tensor

#: What Adam keeps of its means, and what keeps it from dividing by zero.
KEPT, KEPT_SQUARE, LEAST = 0.9, 0.999, 1e-8


class Towered(Recipe):
    """A recipe with one hidden layer of its own, whose weights are arrays and so are resumed.

    Its weights move by Adam as soon as a slope comes back to them, whoever's cost it is of.
    """

    #: Adam's step size.
    rate: ClassVar[float] = 2e-3

    def __init__(self, first: Floats, width: int) -> None:
        super().__init__(first)
        self.width = width
        self.tower_weights = np.zeros(0, np.float32)
        self.tower_mean = np.zeros(0, np.float32)
        self.tower_square = np.zeros(0, np.float32)
        self.tower_turns = 0

    def tower(self, step: Step, rows: Tensor, outputs: int) -> Tensor:
        """Return (m, outputs) of rows (m, d), zero before anything is learnt."""
        enter = rows.shape[1]
        if not self.tower_weights.size:
            self._begin(step.random, enter, outputs)
        flat = step.tensor(self.tower_weights).requires_grad_()
        flat.register_hook(self._move)
        cut = (enter + 1) * self.width
        below = flat[:cut].reshape(enter + 1, self.width)
        above = flat[cut:].reshape(self.width + 1, outputs)
        return (rows @ below[:-1] + below[-1]).relu() @ above[:-1] + above[-1]

    def _begin(self, random: np.random.Generator, enter: int, outputs: int) -> None:
        bound = 1 / np.sqrt(max(enter, 1))
        below = random.uniform(-bound, bound, (enter + 1) * self.width)
        made = np.concatenate([below, np.zeros((self.width + 1) * outputs)])
        self.tower_weights = made.astype(np.float32)
        self.tower_mean, self.tower_square = np.zeros_like(made), np.zeros_like(made)

    def _move(self, slope: Tensor) -> None:
        """Take a step of Adam."""
        down = slope.detach().cpu().numpy().astype(np.float64)
        self.tower_turns += 1
        self.tower_mean = KEPT * self.tower_mean + (1 - KEPT) * down
        self.tower_square = KEPT_SQUARE * self.tower_square + (1 - KEPT_SQUARE) * down**2
        mean = self.tower_mean / (1 - KEPT**self.tower_turns)
        square = self.tower_square / (1 - KEPT_SQUARE**self.tower_turns)
        moved = self.tower_weights - self.rate * mean / (np.sqrt(square) + LEAST)
        self.tower_weights = moved.astype(np.float32)
