"""Parts of a data set, as an audit has them when it comes to the detectors."""

from typing import Any

from assay.bench.data.predicted import MODELS, classifier, cross_validated
from assay.dataset import Dataset
from assay.errors import SettingError
from assay.registry import Parts


def audited(data: Dataset, predictions: str, seed: int) -> dict[str, Any]:
    """Return all parts there are, with features, neighbours and predictions made of them.

    Peers get the same. Makers may be called again by who changes the labels: columns, texts
    and the graph are among the parts, and `learnt` says that the predictions were made of
    the given labels.

    Parameters
    ----------
    data
        Labels, and what is known of the items.
    predictions
        assay: what an audit makes; otherwise 5-fold cross-validation of scikit-learn's logistic
        regression, random forest or 15 nearest neighbours.
    seed
        Decides the folds.
    """
    if predictions not in MODELS:
        rule = f"predictions must be one of {', '.join(MODELS)}"
        raise SettingError("bench", rule, got=repr(predictions))
    parts = Parts(data, seed=seed)
    made = {name: parts[name] for name in ("features", "neighbours")}
    made["predictions"] = (
        parts["predictions"]
        if predictions == "assay"
        else cross_validated(made["features"], data.labels, classifier(predictions), seed)
    )
    return {**data.parts, **made, "learnt": True}
