"""What a network pays: torch callables `loss(logits, target, weight)`, targets soft everywhere."""

from assay.losses.active_passive import ActivePassive as ActivePassive
from assay.losses.asymmetric_tags import AsymmetricTags as AsymmetricTags
from assay.losses.balanced_tags import BalancedTags as BalancedTags
from assay.losses.binary_cross_entropy import BinaryCrossEntropy as BinaryCrossEntropy
from assay.losses.cross_entropy import CrossEntropy as CrossEntropy
from assay.losses.decoupled_softmax import DecoupledSoftmax as DecoupledSoftmax
from assay.losses.disjunctive import Disjunctive as Disjunctive
from assay.losses.focal import Focal as Focal
from assay.losses.generalised_cross_entropy import (
    GeneralisedCrossEntropy as GeneralisedCrossEntropy,
)
from assay.losses.integer_likelihood import IntegerLikelihood as IntegerLikelihood
from assay.losses.label_aware_margin import LabelAwareMargin as LabelAwareMargin
from assay.losses.label_distributionally_robust import (
    LabelDistributionallyRobust as LabelDistributionallyRobust,
)
from assay.losses.label_smoothing import LabelSmoothing as LabelSmoothing
from assay.losses.logit_adjustment import LogitAdjustment as LogitAdjustment
from assay.losses.maximum_suppression import MaximumSuppression as MaximumSuppression
from assay.losses.mean_absolute_error import MeanAbsoluteError as MeanAbsoluteError
from assay.losses.negative_binomial import NegativeBinomial as NegativeBinomial
from assay.losses.normalised_focal import NormalisedFocal as NormalisedFocal
from assay.losses.one_versus_rest import OneVersusRest as OneVersusRest
from assay.losses.poisson import Poisson as Poisson
from assay.losses.ranked_tags import RankedTags as RankedTags
from assay.losses.simplex_entropy import SimplexEntropy as SimplexEntropy
from assay.losses.soft_dice import SoftDice as SoftDice
from assay.losses.soft_jaccard import SoftJaccard as SoftJaccard
from assay.losses.squared_error import SquaredError as SquaredError
from assay.losses.symmetric_cross_entropy import SymmetricCrossEntropy as SymmetricCrossEntropy
from assay.losses.variational_tags import VariationalTags as VariationalTags
