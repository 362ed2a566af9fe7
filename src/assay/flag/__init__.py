"""Suspicious labels."""

from assay.flag.class_adjusted import ClassAdjusted as ClassAdjusted
from assay.flag.confidence_weighted_entropy import (
    ConfidenceWeightedEntropy as ConfidenceWeightedEntropy,
)
from assay.flag.confident_learning import ConfidentLearning as ConfidentLearning
from assay.flag.graph_cleaner import GraphCleaner as GraphCleaner
from assay.flag.label_posterior import LabelPosterior as LabelPosterior
from assay.flag.neighbour_disagreement import NeighbourDisagreement as NeighbourDisagreement
from assay.flag.normalised_margin import NormalisedMargin as NormalisedMargin
from assay.flag.self_confidence import SelfConfidence as SelfConfidence
