"""What a network pays: torch callables `loss(logits, target, weight)`, targets soft everywhere."""

from assay.losses.active_passive import ActivePassive as ActivePassive
from assay.losses.binary_cross_entropy import BinaryCrossEntropy as BinaryCrossEntropy
from assay.losses.cross_entropy import CrossEntropy as CrossEntropy
from assay.losses.generalised_cross_entropy import (
    GeneralisedCrossEntropy as GeneralisedCrossEntropy,
)
from assay.losses.label_aware_margin import LabelAwareMargin as LabelAwareMargin
from assay.losses.label_smoothing import LabelSmoothing as LabelSmoothing
from assay.losses.logit_adjustment import LogitAdjustment as LogitAdjustment
from assay.losses.mean_absolute_error import MeanAbsoluteError as MeanAbsoluteError
from assay.losses.squared_error import SquaredError as SquaredError
from assay.losses.symmetric_cross_entropy import SymmetricCrossEntropy as SymmetricCrossEntropy
