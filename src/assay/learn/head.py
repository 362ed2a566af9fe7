"""The torch carrier: a linear or MLP head on features, or a network of the user's."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np

from assay.method import check_settings
from assay.types import Count, Features, Floats, Fraction, NonNegative, Positive, Seed, Whole

#: Called after every epoch with the epoch, how many there are, and what was seen in it.
Watch = Callable[[int, int, dict[str, float]], None]
#: Steps of a whole training that epochs are chosen for; their most and fewest; and of a batch.
STEPS, MOST, FEWEST = 3000, 150, 15
SMALLEST, LARGEST = 32, 512


@dataclass(frozen=True)
class Head:
    """How a network is trained, whatever the method.

    Parameters
    ----------
    hidden
        Units of the hidden layer; 0 for a linear model.
    epochs
        How often all items are shown; 0: as many as make about 3,000 steps, 15 to 150.
    batch
        Items a step; 0: a twentieth of the items, 32 to 512.
    rate
        Step size of Adam.
    decay
        What weights are drawn to zero by.
    scaling
        standard: features are centred and divided by their spread; none: as they are.
    patience
        Epochs without gain on held-out evidence after which training stops; 0 never stops. No
        label is looked at that the evidence doesn't hold.
    held_out
        Share of the items that is held out to stop by.
    seed
        Decides the first weights, the batches, and what is held out.
    weight
        (n,) how much each item counts beside what the method makes of it; methods with an
        objective of their own pass it over.
    device
        Where torch computes: "cpu", "cuda", ...
    module
        Network of your own, features in, logits out; it is copied, and its copy trained.
    loader
        Batches (ids, inputs) of your own, gone over once an epoch; ids are row numbers.
    checkpoint
        File that training is kept in after every epoch, and goes on from where it exists.
    watch
        Called after every epoch.
    """

    hidden: Whole = 128
    epochs: Whole = 0
    batch: Whole = 0
    rate: Positive = 1e-3
    decay: NonNegative = 0.0
    scaling: Literal["standard", "none"] = "standard"
    patience: Whole = 0
    held_out: Fraction = 0.1
    seed: Seed = 0
    weight: Any = None
    device: str = "cpu"
    module: Any = None
    loader: Any = None
    checkpoint: Path | None = None
    watch: Watch | None = None

    def __post_init__(self) -> None:
        check_settings(self)

    def plan(self, n: int) -> tuple[Count, Count]:
        """Return the size of a batch and how many epochs, for so many items."""
        batch = self.batch or int(np.clip(n // 20, SMALLEST, LARGEST))
        steps = max(1, -(-n // batch))
        return batch, self.epochs or int(np.clip(STEPS // steps, FEWEST, MOST))


def standard(features: Features, scaling: str) -> tuple[Floats, Floats]:
    """Return what features are lessened and multiplied by, (d,) each; sparse ones stay at zero."""
    columns = features.shape[1]
    zeros, ones = np.zeros(columns, np.float32), np.ones(columns, np.float32)
    if scaling == "none" or not features.shape[0]:
        return zeros, ones
    if hasattr(features, "tocsr"):
        square = np.asarray(features.multiply(features).mean(axis=0), np.float64).ravel()
        middle, spread = np.zeros(columns), np.sqrt(square)
    else:
        middle = features.mean(axis=0, dtype=np.float64)
        spread = features.std(axis=0, dtype=np.float64)
    known = spread > 1e-6 * np.maximum(np.abs(middle), 1e-12)
    scale = np.where(known, 1 / np.where(known, spread, 1), 0)
    return middle.astype(np.float32), scale.astype(np.float32)
