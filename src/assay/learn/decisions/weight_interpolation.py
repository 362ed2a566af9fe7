"""A new model some of the way back to the old one it began at."""

from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from assay.errors import DataError
from assay.evidence import Evidence
from assay.learn.fit import Carrier, carrier_of, fit
from assay.learn.nets import OwnModule, torch_there
from assay.learn.recipe import Recipe
from assay.learn.said import said
from assay.learn.step import arrayed
from assay.method import Learner
from assay.model import Layers, Model, linked
from assay.types import Features, Floats, Fraction

#: A network's layers: weights (d, h) and start (h,).
Pairs = tuple[tuple[Floats, Floats], ...]
LEAST = 1e-12


def between(old: Pairs, new: Pairs, share: float, much: tuple[Pairs, Pairs] | None) -> Pairs:
    """Return weights of which the old ones are a share, of each by how much it matters to either.

    Parameters
    ----------
    old, new
        Layers of the same shapes.
    share
        Of the old ones: 0 is the new network and 1 the old one.
    much
        What each weight matters to the old network and to the new one; None: all alike.
    """
    made = []
    for depth, (left, right) in enumerate(zip(old, new, strict=True)):
        layer = []
        for part in (0, 1):
            alike = (np.ones(1), np.ones(1))
            one, other = alike if much is None else (much[0][depth][part], much[1][depth][part])
            one, other = share * (one + LEAST), (1 - share) * (other + LEAST)
            mixed = (one * left[part] + other * right[part]) / (one + other)
            layer.append(np.asarray(mixed, np.float32))
        made.append((layer[0], layer[1]))
    return tuple(made)


def fisher(layers: Pairs, rows: Floats, target: Floats) -> Pairs:
    """Return the mean square of the slope of an item's log likelihood, beside the mean of all.

    Parameters
    ----------
    layers
        Of the network.
    rows
        (n, d) what goes in, scaled.
    target
        (n, K) of the items.
    """
    inputs, at = [], np.asarray(rows, np.float64)
    for depth, (weights, begin) in enumerate(layers):
        inputs.append(at)
        at = at @ weights + begin
        at = np.maximum(at, 0) if depth < len(layers) - 1 else at
    gap, found = linked(at, "softmax") - target, []
    for (weights, _), below in zip(reversed(layers), reversed(inputs), strict=True):
        # An item's slope is the product of what went in and what came back.
        found.append(((below**2).T @ gap**2 / len(rows), (gap**2).mean(axis=0)))
        gap = (gap @ weights.T) * (below > 0)
    made: Pairs = tuple(reversed(found))
    # Beside its own mean: a network that has learnt everything by heart has hardly any slope.
    whole = np.concatenate([part.ravel() for layer in made for part in layer]).mean()
    return tuple((one / max(whole, 1e-300), other / max(whole, 1e-300)) for one, other in made)


@dataclass(frozen=True)
class WeightInterpolation(
    Learner, reads={"labels", "soft"}, truth={"one_of"}, paper="schumann2024"
):
    """Update a model on new labels, then go some of the way back to its old weights (BCWI).

    Training goes on from the old network; the model's weights lie between those before and after.
    The further back, the fewer items that were right turn wrong, and the less is gained. With
    Fisher's information each weight goes back as far as it mattered before, beside what it
    matters now.

    Assumes: the old model is a network of ours (`Head` without a module), of the same classes and
    features. Two networks that began apart have nothing between them.

    Cost: one training; with Fisher's information two passes over the items.

    Equation
    --------
    alike:  weight = share * old + (1 - share) * new
    fisher: weight = (share * F_old * old + (1 - share) * F_new * new)
                     / (share * F_old + (1 - share) * F_new)
    new begins at old; F = mean square of the slope of an item's log likelihood, over its mean over
    all weights of the network

    Parameters
    ----------
    share
        Of the old weights: 0 is the new model, 1 the old one.
    weigh
        alike: all weights go back as far; fisher: by what they matter (experimental: on digits it
        was behind the plain way, in flips and accuracy).

    References
    ----------
    schumann2024

    Examples
    --------
    >>> one, other = ((np.ones((1, 2)), np.zeros(2)),), ((np.zeros((1, 2)), np.ones(2)),)
    >>> between(one, other, 0.25, None)[0][0].tolist()
    [[0.25, 0.25]]
    """

    share: Fraction = 0.5
    weigh: Literal["alike", "fisher"] = "alike"

    def learn(
        self, features: Features, evidence: Evidence, old: Model | None = None,
        carrier: Carrier = None,
    ) -> Model:  # fmt: skip
        """Return the model; `old` is the model that it goes on from."""
        first = said(evidence)
        if old is None or features is None:
            return fit(self, features, evidence.truth, Recipe(first), carrier)
        body = _layers(old, evidence, features)
        dense = features.toarray() if hasattr(features, "toarray") else np.asarray(features)
        rows = np.asarray((dense - body.middle) * body.scale, np.float32)
        head: Any = carrier_of(carrier, self)
        before = body.members[0]
        begun = replace(head, module=_module(before), scaling="none")
        model = fit(self, rows, evidence.truth, Recipe(first), begun)
        if not isinstance(model.body, OwnModule):
            return old
        after = _pairs(model.body.modules[0])
        much = None
        if self.weigh == "fisher":
            known = ~np.isnan(first).any(axis=1)
            much = (fisher(before, rows[known], first[known]),
                    fisher(after, rows[known], first[known]))  # fmt: skip
        made = between(before, after, self.share, much)
        return replace(model, body=replace(body, members=(made,)))


def _layers(old: Model, evidence: Evidence, features: Features) -> Layers:
    """Return the old network, or say why it can't be gone on from."""
    body = old.body
    if not isinstance(body, Layers) or len(body.members) != 1:
        rule = "the old model must be one network of ours"
        raise DataError("WeightInterpolation", rule, got=type(body).__name__)
    if old.classes != evidence.classes or old.columns != features.shape[1]:
        rule = "the old model must have the same classes and features"
        got = f"{', '.join(old.classes)} and {old.columns}"
        raise DataError("WeightInterpolation", rule, got=got)
    return body


def _module(layers: Pairs) -> Any:
    """Return the network that torch goes on from."""
    torch = torch_there("WeightInterpolation")
    made: list[Any] = []
    for depth, (weights, begin) in enumerate(layers):
        layer = torch.nn.Linear(*weights.shape)
        with torch.no_grad():
            layer.weight.copy_(torch.from_numpy(np.ascontiguousarray(weights.T)))
            layer.bias.copy_(torch.from_numpy(np.ascontiguousarray(begin)))
        made += [layer] if depth == len(layers) - 1 else [layer, torch.nn.ReLU()]
    return torch.nn.Sequential(*made)


def _pairs(module: Any) -> Pairs:
    linear = [layer for layer in module if hasattr(layer, "weight")]
    return tuple((arrayed(one.weight).T.copy(), arrayed(one.bias).copy()) for one in linear)
