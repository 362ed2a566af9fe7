"""Predictions that are given must come from models that never saw the labels."""

from assay.errors import DataError
from assay.kernels.in_sample import (
    looks_in_sample,
    numbers_look_in_sample,
    tags_look_in_sample,
)
from assay.registry import GIVEN, Parts


def refuse_in_sample(parts: Parts) -> None:
    """Raise when the given predictions fit the given labels too well to be out of sample."""
    why = in_sample(parts)
    if why:
        rule = "predictions must be out of sample: from models that never saw the item's label"
        fix = (
            "Predict each item by a model trained without it (cross_val_predict with "
            'method="predict_proba"), leave the predictions out and let assay make them, or say '
            "--trust-predictions (trust_predictions=True) if they are."
        )
        raise DataError("audit", rule, got=why, fix=fix)


def in_sample(parts: Parts) -> str:
    """Return why predictions that were given look in-sample, in words, or ""."""
    there = [name for name in GIVEN if name in parts]
    near = parts["neighbours"] if there and parts.can("neighbours") else None
    if "predictions" in there and "labels" in parts:
        return looks_in_sample(parts["labels"], parts["predictions"], near)
    if "number_predictions" in there:
        return numbers_look_in_sample(parts["numbers"], parts["number_predictions"], near)
    if "tag_predictions" not in there:
        return ""
    why, some, judged = tags_look_in_sample(parts["tags"], parts["tag_predictions"], near)
    # A tag or two may be easy.
    return f"of {some} of {judged} tags {why}" if some and 2 * some >= judged else ""
