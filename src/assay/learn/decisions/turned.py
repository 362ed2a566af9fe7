"""A model whose outputs are scaled and moved: what methods that adapt one share."""

from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from assay.evidence import Evidence
from assay.learn.fit import Carrier, carrier_of, fit
from assay.learn.recipe import Recipe
from assay.learn.said import said
from assay.method import Learner
from assay.model import Body, Layers, Model, linked, unsaved
from assay.types import Array, Features, Floats, Ints


class Turned:
    """Probabilities of another body, their logs scaled and moved.

    Parameters
    ----------
    body
        Whose.
    scale
        What log probabilities are multiplied by.
    shift
        (K,) what is then added.
    """

    def __init__(self, body: Body, scale: float, shift: Floats) -> None:
        self.body, self.scale, self.shift = body, scale, shift

    def outputs(self, features: Features) -> Floats:
        """Return (n, K)."""
        logs = np.log(np.maximum(self.body.outputs(features), 1e-12))
        return linked(self.scale * logs + self.shift, "softmax")

    def arrays(self) -> dict[str, Array]:
        """Refuse: what it is made of may be code."""
        raise unsaved("a body that was moved")


def turned(model: Model, scale: float, shift: Floats) -> Model:
    """Return a model of one class an item, its log probabilities scaled and moved."""
    body: Any = model.body
    if isinstance(body, Layers) and len(body.members) == 1:
        *first, (weights, begin) = body.members[0]
        last = (weights * np.float32(scale), (begin * scale + shift).astype(np.float32))
        return replace(model, body=replace(body, members=((*first, last),)))
    return replace(model, body=Turned(body, scale, shift))


def split_off(n: int, share: float, seed: int) -> tuple[Array, Array]:
    """Return which of n items to learn from, and which to hold out, both (n,) bool."""
    held = np.random.default_rng(seed).random(n) < share
    return ~held, held


class Apart(NamedTuple):
    """A model of all labelled items, and what one says of some that never saw those.

    Parameters
    ----------
    model
        Of all labelled items.
    prior
        (K,) how common the classes are among them, none at zero.
    labels
        (a,) classes of the labelled items that were held out; none where nothing can be told.
    teller
        A model of the others.
    features
        (a, d) of the items that were held out.
    """

    model: Model
    prior: Floats
    labels: Ints
    teller: Model
    features: Features


def apart(
    learner: Learner, features: Features, evidence: Evidence, carrier: Carrier, share: float
) -> Apart:
    """Return a model, and a share of the items held out with one that learnt from the others."""
    first = said(evidence)
    model = fit(learner, features, evidence.truth, Recipe(first), carrier)
    known = ~np.isnan(first).any(axis=1)
    prior = np.maximum(first[known].mean(axis=0) if known.any() else np.ones(first.shape[1]), 1e-6)
    prior = prior / prior.sum()
    learnt, held = split_off(len(first), share, carrier_of(carrier, learner).seed)
    aside = np.flatnonzero(held & known)
    if features is None or not (learnt & known).any() or not len(aside):
        return Apart(model, prior, aside[:0], model, features)
    part = Recipe(first, (learnt & known).astype(np.float64))
    teller = fit(learner, features, evidence.truth, part, carrier)
    return Apart(model, prior, first[aside].argmax(axis=1), teller, features[aside])
