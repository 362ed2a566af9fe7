"""From positives that were picked, beside items nobody spoke of."""

from assay.learn.positives.elkan_noto import ElkanNoto as ElkanNoto
from assay.learn.positives.non_negative_risk import NonNegativeRisk as NonNegativeRisk
from assay.learn.positives.prior_matched import PriorMatched as PriorMatched
from assay.learn.positives.unbiased_risk import UnbiasedRisk as UnbiasedRisk
from assay.learn.positives.variational_positives import VariationalPositives as VariationalPositives
