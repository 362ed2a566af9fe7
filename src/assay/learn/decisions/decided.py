"""A model whose answers are not just its largest probabilities: what methods that decide share."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np

from assay.model import Model, unsaved
from assay.types import Array, Features, Floats

#: Probabilities (n, K) and the features they were made of -> what is answered.
Rule = Callable[[Floats, Features], Array]


def most_probable(proba: Floats, features: Features) -> Array:
    """Return (n,) the most probable class."""
    del features
    return np.asarray(proba.argmax(axis=1))


@dataclass(frozen=True, eq=False)
class Decided(Model):
    """A model with a rule of what to answer; probabilities are as they were.

    Parameters
    ----------
    rule
        Probabilities and features in, answers out.
    """

    rule: Rule = most_probable

    def predict(self, features: Features) -> Array:
        """Return what the rule answers."""
        return self.rule(self.probabilities(features), features)

    def save(self, path: Path | str) -> Path:
        """Refuse: a rule is code."""
        del path
        raise unsaved("a model with a rule of decision")


def decided(model: Model, rule: Rule, **about: Any) -> Decided:
    """Return the model with a rule, and what else was found."""
    kept = {f.name: getattr(model, f.name) for f in fields(Model)}
    return Decided(**{**kept, "about": {**model.about, **about}}, rule=rule)
