"""Parts of a data set, as an audit has them when it comes to the detectors."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from assay.bench.data.predicted import MODELS, classifier, cross_validated
from assay.dataset import Dataset
from assay.errors import SettingError
from assay.evidence import freeze
from assay.registry import Parts


def audited(
    data: Dataset, predictions: str, seed: int, beside: Mapping[str, Any] | None = None
) -> Parts:
    """Return all parts there are, features, neighbours and predictions made of them among these.

    All contenders share them, and peers get the same. Who changes labels can have what sees
    them made again, where predictions were made here and not given.

    Parameters
    ----------
    data
        Labels, and what is known of the items.
    predictions
        assay: what an audit makes. Otherwise they are given, as a user would: 5-fold
        cross-validation of scikit-learn's logistic regression, random forest or 15 nearest
        neighbours.
    seed
        Decides the folds.
    beside
        Further parts that are known.
    """
    if predictions not in MODELS:
        rule = f"predictions must be one of {', '.join(MODELS)}"
        raise SettingError("bench", rule, got=repr(predictions))
    features = freeze(np.asarray(Parts(data, seed=seed)["features"]))
    known = data.replace(features=features)
    if predictions != "assay":
        proba = cross_validated(features, data.labels, classifier(predictions), seed)
        known = known.replace(predictions=proba)
    parts = Parts({**known.parts, **(beside or {})}, seed=seed)
    # A contender that wrote into its input would change what the next one gets.
    parts["predictions"].setflags(write=False)
    parts["neighbours"].index.setflags(write=False)
    return parts
