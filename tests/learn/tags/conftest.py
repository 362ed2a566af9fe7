"""Drawn tags, as the reference numbers were measured on."""

from typing import Any

import numpy as np
import pytest

from assay.bench.data.learn.tags import drawn_tags
from assay.bench.tags import mean_average_precision
from assay.learn import Head
from assay.learn.said import tags_of
from assay.model import Model


class Drawn:
    """Items of 15 tags that hidden causes raise, and what is told of them."""

    def __call__(self, seed: int = 0, kind: str = "single") -> dict[str, Any]:
        """Return the parts, with `tags` (n, 15) as told and `answers` of the test items."""
        problem = drawn_tags(seed, kind)
        told = {**problem.given, "answers": problem.truth["tags"]}
        return told | {"tags": tags_of(told["evidence"])}

    def head(self, epochs: int = 25, seed: int = 0, **more: Any) -> Head:
        """Return the reference protocol: MLP 20-128-15, Adam 1e-3, batches of 64."""
        return Head(epochs=epochs, batch=64, scaling="none", seed=seed, **more)

    def score(self, model: Model, told: dict[str, Any]) -> float:
        """Return the mean average precision on the test items."""
        found = model.posterior(told["test_features"])
        return mean_average_precision(found, {"tags": np.asarray(told["answers"])})


@pytest.fixture(scope="session")
def drawn() -> Drawn:
    """Return the drawn tags."""
    return Drawn()
