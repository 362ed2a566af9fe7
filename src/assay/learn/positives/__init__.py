"""From positives that were picked, beside items nobody spoke of."""

from assay.learn.positives.coupled_estimation import CoupledEstimation as CoupledEstimation
from assay.learn.positives.elkan_noto import ElkanNoto as ElkanNoto
from assay.learn.positives.flip_likelihood import FlipLikelihood as FlipLikelihood
from assay.learn.positives.implicit_feedback import ImplicitFeedback as ImplicitFeedback
from assay.learn.positives.non_negative_risk import NonNegativeRisk as NonNegativeRisk
from assay.learn.positives.prior_matched import PriorMatched as PriorMatched
from assay.learn.positives.propensity_weighted import PropensityWeighted as PropensityWeighted
from assay.learn.positives.selection_expectation import SelectionExpectation as SelectionExpectation
from assay.learn.positives.unbiased_risk import UnbiasedRisk as UnbiasedRisk
from assay.learn.positives.variational_positives import VariationalPositives as VariationalPositives
