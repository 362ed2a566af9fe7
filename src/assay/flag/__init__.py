"""Suspicious labels."""

from assay.flag.area_under_margin import AreaUnderMargin as AreaUnderMargin
from assay.flag.bad_pairs import BadPairs as BadPairs
from assay.flag.calibrated import Calibrated as Calibrated
from assay.flag.class_adjusted import ClassAdjusted as ClassAdjusted
from assay.flag.class_prototypes import ClassPrototypes as ClassPrototypes
from assay.flag.confidence_weighted_entropy import (
    ConfidenceWeightedEntropy as ConfidenceWeightedEntropy,
)
from assay.flag.confident_learning import ConfidentLearning as ConfidentLearning
from assay.flag.early_confidence import EarlyConfidence as EarlyConfidence
from assay.flag.explainable_boosting import ExplainableBoosting as ExplainableBoosting
from assay.flag.forgetting import Forgetting as Forgetting
from assay.flag.graph_cleaner import GraphCleaner as GraphCleaner
from assay.flag.label_posterior import LabelPosterior as LabelPosterior
from assay.flag.mahalanobis_distance import MahalanobisDistance as MahalanobisDistance
from assay.flag.memorization import Memorization as Memorization
from assay.flag.misordered_pairs import MisorderedPairs as MisorderedPairs
from assay.flag.negative_proxies import NegativeProxies as NegativeProxies
from assay.flag.neighbour_disagreement import NeighbourDisagreement as NeighbourDisagreement
from assay.flag.neighbour_distance import NeighbourDistance as NeighbourDistance
from assay.flag.normalised_margin import NormalisedMargin as NormalisedMargin
from assay.flag.number_residual import NumberResidual as NumberResidual
from assay.flag.number_worst_fold import NumberWorstFold as NumberWorstFold
from assay.flag.relation_graph import RelationGraph as RelationGraph
from assay.flag.self_confidence import SelfConfidence as SelfConfidence
from assay.flag.self_refining import SelfRefining as SelfRefining
from assay.flag.simi_feat import SimiFeat as SimiFeat
from assay.flag.small_loss_mixture import SmallLossMixture as SmallLossMixture
from assay.flag.source_posterior import SourcePosterior as SourcePosterior
from assay.flag.span_errors import SpanErrors as SpanErrors
from assay.flag.split_net import SplitNet as SplitNet
from assay.flag.tag_confident_learning import TagConfidentLearning as TagConfidentLearning
from assay.flag.tag_posterior import TagPosterior as TagPosterior
from assay.flag.token_errors import TokenErrors as TokenErrors
from assay.flag.worst_fold import WorstFold as WorstFold
