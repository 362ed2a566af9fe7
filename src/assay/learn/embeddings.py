"""What a model makes of items below its last layer."""

import numpy as np

from assay.errors import NeedsError
from assay.model import Layers, Model
from assay.types import Features, Floats


def embedded(model: Model, features: Features, who: str) -> Floats:
    """Return (n, h) what goes into the last layer, of several networks side by side.

    Of a linear head it is the features as they are scaled.

    Parameters
    ----------
    model
        Learnt by a head.
    features
        (n, d).
    who
        Errors speak in its name.
    """
    body = model.body
    if not isinstance(body, Layers):
        rule = "needs a model of layers, to look below the last of them"
        raise NeedsError(who, rule, got=type(body).__name__, fix="Give Head() as the carrier.")
    if len(body.members[0]) == 1:
        rows = features.toarray() if hasattr(features, "toarray") else features
        return np.asarray((np.asarray(rows, np.float32) - body.middle) * body.scale)
    below = tuple(layers[:-1] for layers in body.members)
    found = Layers(below, body.middle, body.scale, body.link).logits(features)
    return np.asarray(np.maximum(np.concatenate(found, axis=1), 0))
