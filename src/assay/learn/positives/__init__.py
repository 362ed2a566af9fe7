"""From positives that were picked, beside items nobody spoke of."""

from assay.learn.positives.non_negative_risk import NonNegativeRisk as NonNegativeRisk
from assay.learn.positives.prior_matched import PriorMatched as PriorMatched
