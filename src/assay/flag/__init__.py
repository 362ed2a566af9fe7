"""Suspicious labels."""

from assay.flag.confident_learning import ConfidentLearning as ConfidentLearning
from assay.flag.label_posterior import LabelPosterior as LabelPosterior
from assay.flag.neighbour_disagreement import NeighbourDisagreement as NeighbourDisagreement
from assay.flag.self_confidence import SelfConfidence as SelfConfidence
